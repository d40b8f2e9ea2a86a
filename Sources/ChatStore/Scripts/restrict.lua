-- Mutes a person, or lifts a mute or a ban.
--
-- ARGV  10 mute, unmute or unban  11 actor  12 actor's role everywhere  13 target  14 target's role everywhere
--       15 reason as a JSON string  16 end of the mute in ms, 0 for none  17 the act's id  18 the notice for the target
-- Answers {'ok', {the target's connections, each with the server that holds it}} or {REFUSAL}
local act, actor, target = ARGV[10], ARGV[11], ARGV[13]
if not read() then return {'no_such_room'} end
local mine = rank_in_room(actor, ARGV[12])
if mine == 0 then return {'forbidden'} end
if actor == target then return {'self'} end
if rank_in_room(target, ARGV[14]) >= mine then return {'forbidden_rank'} end
settle_removing()

if act == 'mute' then
  tidy(mutes)
  redis.call('HSET', mutes, target, '{"until":' .. digits(tonumber(ARGV[16])) .. ',"by":"' .. actor .. '","reason":'
    .. ARGV[15] .. ',"act":"' .. ARGV[17] .. '"}')
elseif act == 'unban' and lift_ban(target) == 0 or act == 'unmute' and redis.call('HDEL', mutes, target) == 0 then
  return {'absent'}
end
if redis.call('HEXISTS', members, target) == 1 then publish('notice', 0, target, ARGV[18]) end
local holders = {}
for id in (redis.call('HGET', count, target) or ''):gmatch('%S+') do
  local holder = redis.call('HGET', conns, id)
  if holder then holders[#holders + 1] = id .. ' ' .. holder:match('^%S*') end
end
return {'ok', holders}
