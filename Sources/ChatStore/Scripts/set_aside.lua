-- Puts a key aside that holds another type of value than it should.
--
-- KEYS  1 the key  2 where it goes
-- ARGV  1 the type it should have  2 ms it is kept there
-- Answers {'1' if it was put aside}
local type = redis.call('TYPE', KEYS[1])['ok']
if type == 'none' or type == ARGV[1] then return {'0'} end
redis.call('RENAME', KEYS[1], KEYS[2])
redis.call('PEXPIRE', KEYS[2], ARGV[2])
return {'1'}
