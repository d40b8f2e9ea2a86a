-- Opens the place where servers write what they did about an act.
--
-- KEYS  1 the act's receipts
-- ARGV  1 ms they are kept
-- Answers {'ok'}
local time = redis.call('TIME')
redis.call('HSET', KEYS[1], 'at', string.format('%.0f', tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)))
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return {'ok'}
