-- Gives a person a role in a room, or takes it.
--
-- ARGV  10 target  11 moderator or member  12 the target's role everywhere
-- Answers {'ok'} or {REFUSAL}
local target, role = ARGV[10], ARGV[11]
if not read() then return {'no_such_room'} end
if role == 'member' then
  if redis.call('HDEL', roles, target) == 0 then return {'absent'} end
  settle_removing()
else
  settle()
  redis.call('HSET', roles, target, role)
end
show_role(target, rank_in_room(target, ARGV[12]))
if role == 'member' then vanish() end
return {'ok'}
