-- Adds an announcement, or ends one.
--
-- KEYS  1 announcements
-- ARGV  1 its id  2 `<end in ms, 0 for none> <notice>`, '' to end it
-- Answers {'ok', version of the list} or {'refused'}
local announcements = KEYS[1]
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)

-- A removal first: after it a full Redis allows the rest.
local ended = redis.call('HDEL', announcements, ARGV[1])
local listed = 0
for _, id in ipairs(redis.call('HKEYS', announcements)) do
  local ends = tonumber(redis.call('HGET', announcements, id):match('^(%d+) ') or nil)
  if ends and ends ~= 0 and ends <= now then
    redis.call('HDEL', announcements, id)
  elseif ends then
    listed = listed + 1
  end
end
if ARGV[2] == '' then
  if ended == 0 then return {'refused'} end
else
  if listed >= 100 then return {'refused'} end
  redis.call('HSET', announcements, ARGV[1], ARGV[2])
end
return {'ok', tostring(redis.call('HINCRBY', announcements, 'ver', 1))}
