-- Removes messages older than the room keeps them, a few at a time.
--
-- ARGV  10 how many at the most
-- Answers how many went
if not read() then return '0' end
local age = tonumber(redis.call('HGET', state, 'retain_age') or '0')
if age == 0 then return '0' end
local old = redis.call('ZRANGEBYSCORE', messages, '-inf', digits(now() - age * 1000), 'LIMIT', 0, ARGV[10])
if #old == 0 then return '0' end
redis.call('ZREMRANGEBYRANK', messages, 0, #old - 1)
local oldest = redis.call('ZRANGE', messages, 0, 0)[1]
redis.call('HSET', state, 'first_seq', digits(oldest and seq_of(oldest) or room.seq + 1))
return tostring(#old)
