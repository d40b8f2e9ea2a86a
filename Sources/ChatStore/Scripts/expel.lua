-- Kicks or bans a person, or takes out of this room who was banned from all (everywhere).
--
-- ARGV  10 kick, ban or everywhere  11 actor  12 actor's role everywhere  13 target  14 target's role everywhere
--       15 reason and 16 actor's name as JSON strings  17 end of the ban in ms, 0 for none  18 the act's id
--       then the networks a ban holds for as well
-- Answers {'ok', connections taken out, {each with the server that held it}} or {REFUSAL}
local act, actor, target = ARGV[10], ARGV[11], ARGV[13]
if not read() then return {'no_such_room'} end
local mine = rank_in_room(actor, ARGV[12])
if mine == 0 then return {'forbidden'} end
if actor == target then return {'self'} end
if rank_in_room(target, ARGV[14]) >= mine then return {'forbidden_rank'} end
settle_removing()

local taken, holders = 0, {}
local ids = redis.call('HGET', count, target)
if ids then
  for id in ids:gmatch('%S+') do
    local holder = redis.call('HGET', conns, id)
    if holder then holders[#holders + 1] = id .. ' ' .. holder:match('^%S*') end
    taken = taken + redis.call('HDEL', conns, id)
  end
  redis.call('HDEL', count, target)
elseif act ~= 'ban' then
  return {'absent'}
end
local ends = tonumber(ARGV[17])
if act == 'ban' then
  lift_ban(target)
  tidy(bans)
  local networks = {unpack(ARGV, 19)}
  local ban = '{"until":' .. digits(ends) .. ',"by":"' .. actor .. '"'
    .. (#networks > 0 and ',"networks":"' .. table.concat(networks, ' ') .. '"' or '') .. ',"reason":' .. ARGV[15]
    .. ',"act":"' .. ARGV[18] .. '"}'
  redis.call('HSET', bans, target, ban)
  for _, network in ipairs(networks) do redis.call('HSET', bans, network, ban) end
end
if ids then
  publish('kicked', 0, target, '{"room":"' .. name .. '","reason":' .. ARGV[15] .. ',"by":' .. ARGV[16]
    .. (act ~= 'kick' and ',"banned_until":' .. (ends == 0 and 'null' or digits(ends)) or '')
    .. ',"act":"' .. ARGV[18] .. '"}')
  tell_leave(target, act == 'kick' and 'kicked' or 'banned')
end
return {'ok', digits(taken), holders}
