-- Bans a person from all rooms, or lifts such a ban; bans that have run out go.
--
-- KEYS  1 bans from all rooms
-- ARGV  1 ban, unban, or tidy for no person  2 target  3 end in ms, 0 for none  4 actor  5 reason as a JSON string  6 the act's id
--       then the networks it holds for as well
-- Answers {'ok', version of the list} or {'absent'}
local bans = KEYS[1]
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)

-- A removal first: after it a full Redis allows the rest.
local before = redis.call('HGET', bans, ARGV[2]) or ''
local lifted = redis.call('HDEL', bans, ARGV[2])
for network in (before:match('"networks":"([^"]*)"') or ''):gmatch('%S+') do redis.call('HDEL', bans, network) end
if ARGV[1] == 'unban' and lifted == 0 then return {'absent'} end
local page = redis.call('HSCAN', bans, 0, 'COUNT', 100)[2]
for i = 1, math.min(#page, 200), 2 do
  local ok, value = pcall(cjson.decode, page[i + 1])
  local ends = ok and type(value) == 'table' and tonumber(value['until']) or 0
  if ends ~= 0 and ends <= now then redis.call('HDEL', bans, page[i]) end
end
if ARGV[1] == 'ban' then
  local networks = {unpack(ARGV, 7)}
  local ban = '{"until":' .. string.format('%.0f', tonumber(ARGV[3])) .. ',"by":"' .. ARGV[4] .. '"'
    .. (#networks > 0 and ',"networks":"' .. table.concat(networks, ' ') .. '"' or '') .. ',"reason":' .. ARGV[5]
    .. ',"act":"' .. ARGV[6] .. '"}'
  redis.call('HSET', bans, ARGV[2], ban)
  for _, network in ipairs(networks) do redis.call('HSET', bans, network, ban) end
end
return {'ok', tostring(redis.call('HINCRBY', bans, 'ver', 1))}
