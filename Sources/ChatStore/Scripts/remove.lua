-- Deletes planned messages, if each is still what it was: it stays in its place as a tombstone.
--
-- KEYS  11 the act's trash  12 the room's acts
-- ARGV  10 epoch of the plan  11 check, remove, or erase: nothing stays of who wrote it  12 the tombstone as JSON
--       13 the act's id  14 what is noted of the act: JSON without count and end  15 ms the trash is kept, 0 for no trash
--       then the id of each message and the SHA-1 of its entry
-- Answers {'ok', how many, how many are gone}, {'changed', seq} or {REFUSAL}
local way, act, kept_for = ARGV[11], ARGV[13], ARGV[15]
if not read() then return {'no_such_room'} end
if room.epoch ~= ARGV[10] then return {'other_log'} end

local found, gone = {}, 0
for i = 16, #ARGV, 2 do
  local entry = redis.call('ZRANGEBYSCORE', messages, ARGV[i], ARGV[i], 'LIMIT', 0, 1)[1]
  if not entry then
    gone = gone + 1
  elseif redis.sha1hex(entry) ~= ARGV[i + 1] then
    return {'changed', digits(seq_of(entry))}
  else
    found[#found + 1] = {id = ARGV[i], entry = entry}
  end
end
if way == 'check' or #found == 0 then return {'ok', '0', digits(gone)} end

for _, message in ipairs(found) do
  local entry = message.entry
  local author = entry:match('"from":"([^"]*)"') or '-'
  -- The text comes after everything that is kept.
  local kept = entry:sub(1, (entry:find(',"message":', 1, true) or #entry) - 1)
  if way == 'erase' then
    kept = '{"username":"","avatar":"","room":"' .. name .. '","kind":"deleted"' .. kept:match(',"id":%d+,"seq":%d+,"date":%d+')
  else
    kept = kept:gsub('"kind":"%a+"', '"kind":"deleted"', 1)
  end
  local stone = kept .. ',"message":"","tombstone":' .. ARGV[12] .. '}'
  redis.call('ZREM', messages, entry)
  redis.call('ZADD', messages, message.id, stone)
  redis.call('ZADD', changed, digits(room.seq), digits(seq_of(entry)))
  if kept_for ~= '0' then redis.call('ZADD', KEYS[11], message.id, entry) end
  publish('message_update', tonumber(message.id), author, '{"room":"' .. name .. '","message":' .. stone .. '}')
end
if kept_for ~= '0' then note_act(KEYS[12], KEYS[11], act, ARGV[14], #found, 0, kept_for) end
return {'ok', digits(#found), digits(gone)}
