-- Cuts off what is older or more than the room says it keeps, a batch at a time; a room with nothing left in it disappears.
--
-- ARGV  10 messages of a batch
-- Answers {messages cut, '1' if more are due, '1' if the room is gone}
if not read() then return {'0', '0', '1'} end
local due = lowest()
if room.retain then due = math.max(due, redis.call('ZCARD', messages) - room.retain) end
local number = math.min(due, tonumber(ARGV[10]))
if number > 0 then
  cut(number, redis.call('ZCARD', messages))
  redis.call('HSET', state, 'first_seq', digits(room.first))
end
return {digits(number), due > number and '1' or '0', tostring(vanish())}
