-- Writes what is known of a person. Who has a role in all rooms is not forgotten after a time.
--
-- KEYS  1 the person's record
-- ARGV  1 name  2 '1' for a bot  3 ms the record is kept  4 '1' if only a record that is missing is written
-- Answers the record's version
local function keep()
  if redis.call('HEXISTS', KEYS[1], 'role') == 0 then redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
end
if ARGV[4] == '1' and redis.call('EXISTS', KEYS[1]) == 1 then
  keep()
  return tonumber(redis.call('HGET', KEYS[1], 'ver') or '1')
end
redis.call('HSET', KEYS[1], 'name', ARGV[1], 'bot', ARGV[2], 'seen', redis.call('TIME')[1])
keep()
return redis.call('HINCRBY', KEYS[1], 'ver', 1)
