-- Changes a room's settings.
--
-- ARGV  10 '1' if the room may be made  11 actor, '' for one who may everything  12 actor's role everywhere
--       then each field and its value, '' to take it away
-- Answers {'ok', '1' if the room is new} or {REFUSAL}
local existed = read()
if not existed and ARGV[10] ~= '1' then return {'no_such_room'} end
if ARGV[11] ~= '' and rank_in_room(ARGV[11], ARGV[12]) == 0 then return {'forbidden'} end
local before = description(0)
for i = 13, #ARGV, 2 do
  if ARGV[i + 1] == '' then redis.call('HDEL', state, ARGV[i]) end
end
settle()
for i = 13, #ARGV, 2 do
  if ARGV[i + 1] ~= '' then redis.call('HSET', state, ARGV[i], ARGV[i + 1]) end
end
read()
if description(0) ~= before then
  local people = redis.call('HLEN', members)
  publish('room_update', people, '-', description(people))
end
if existed then vanish() end
return {'ok', existed and '0' or '1'}
