-- Writes the role somebody has in all rooms; who has one is not forgotten after a time.
--
-- KEYS  1 the person's record, which is there
-- ARGV  1 the role, '' for none  2 ms a record without a role is kept
-- Answers {version, name, '1' for a bot}
if ARGV[1] == '' then
  redis.call('HDEL', KEYS[1], 'role')
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
else
  redis.call('HSET', KEYS[1], 'role', ARGV[1])
  redis.call('PERSIST', KEYS[1])
end
local version = redis.call('HINCRBY', KEYS[1], 'ver', 1)
local known = redis.call('HMGET', KEYS[1], 'name', 'bot')
return {tostring(version), known[1] or '', known[2] or ''}
