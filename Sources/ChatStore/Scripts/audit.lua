-- Adds a line to the audit, if it follows on the newest one.
--
-- KEYS  1 audit
-- ARGV  1 hash of the newest line, '' for none  2 lines that are kept  3 the line's number  4 what is cut off for it
--       5 body  6 hash
-- Answers {'ok'} or {'moved'} where another line is the newest one
local newest = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
local hash = ''
if newest then
  for i = 1, #newest[2], 2 do
    if newest[2][i] == 'hash' then hash = newest[2][i + 1] end
  end
end
if hash ~= ARGV[1] then return {'moved'} end
redis.call('XADD', KEYS[1], 'MAXLEN', '=', ARGV[2], '*', 'n', ARGV[3], 'prev', ARGV[1], 'cut', ARGV[4], 'body', ARGV[5],
  'hash', ARGV[6])
return {'ok'}
