-- Writes what a server did about an act, beside what it has written before; nothing where nobody waits for it.
--
-- KEYS  1 the act's receipts
-- ARGV  1 server  2 how many connections were told or taken out  then up to 100 of them
-- Answers {'ok'} or {'closed'}
local at = tonumber(redis.call('HGET', KEYS[1], 'at') or nil)
if not at then return {'closed'} end
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local told, ids, is_known = tonumber(ARGV[2]), {}, {}
local before = redis.call('HGET', KEYS[1], ARGV[1])
for id in (before and before:match('^%d+ %d+ ?(.*)$') or ''):gmatch('%S+') do
  ids[#ids + 1] = id
  is_known[id] = true
end
for i = 3, #ARGV do
  if not is_known[ARGV[i]] and #ids < 100 then
    ids[#ids + 1] = ARGV[i]
    is_known[ARGV[i]] = true
  end
end
told = math.max(told, #ids, tonumber(before and before:match('^%d+ (%d+)') or '0'))
redis.call('HSET', KEYS[1], ARGV[1],
  string.format('%.0f %.0f ', math.max(0, now - at), told) .. table.concat(ids, ' '))
return {'ok'}
