-- Writes what an access token says of a person; what the console wrote stays beside it.
--
-- KEYS  1 the person's record
-- ARGV  1 the token's name, '' for none  2 the name of somebody new  3 '1' for a bot  4 ms the record is kept
--       5 when the token's role ends, in ms  6 the role and the rooms it is for, '' for none
-- Answers {version, name, role everywhere by the console ('' for none), '1' for a bot}
local known = redis.call('HMGET', KEYS[1], 'name', 'bot', 'token', 'role')
local name = ARGV[1] ~= '' and ARGV[1] or known[1] or ARGV[2]
local held = known[3] and known[3]:match('^%S+ (.*)$') or ''
redis.call('HSET', KEYS[1], 'name', name, 'bot', ARGV[3], 'seen', redis.call('TIME')[1])
if ARGV[6] == '' then
  redis.call('HDEL', KEYS[1], 'token')
else
  redis.call('HSET', KEYS[1], 'token', ARGV[5] .. ' ' .. ARGV[6])
end
if not known[4] then redis.call('PEXPIRE', KEYS[1], ARGV[4]) end
local version = redis.call('HGET', KEYS[1], 'ver')
if not version or name ~= known[1] or ARGV[3] ~= known[2] or ARGV[6] ~= held then
  version = redis.call('HINCRBY', KEYS[1], 'ver', 1)
end
return {tostring(version), name, known[4] or '', ARGV[3]}
