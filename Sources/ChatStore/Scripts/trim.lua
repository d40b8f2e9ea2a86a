-- Cuts planned messages off the old end of the log, if they are still what they were.
--
-- KEYS  11 the act's trash  12 the room's acts
-- ARGV  10 epoch of the plan  11 check or trim  12 the lowest id looked at, -inf for the old end  13 the act's id
--       14 what is noted of the act: JSON without count and end  15 ms the trash is kept, 0 for no trash
--       then the id of each message, oldest first, and the SHA-1 of its entry
-- Answers {'ok', how many, how many are gone}, {'changed', seq} or {REFUSAL}
local kept_for = ARGV[15]
if not read() then return {'no_such_room'} end
if room.epoch ~= ARGV[10] then return {'other_log'} end

local planned, number = {}, 0
for i = 16, #ARGV, 2 do
  planned[ARGV[i]] = ARGV[i + 1]
  number = number + 1
end
local entries = redis.call('ZRANGEBYSCORE', messages, ARGV[12], ARGV[#ARGV - 1], 'LIMIT', 0, number + 1)
local ids = {}
for i, entry in ipairs(entries) do
  ids[i] = entry:match('"id":(%d+)')
  if planned[ids[i] or ''] ~= redis.sha1hex(entry) then return {'changed', digits(seq_of(entry))} end
end
local gone = digits(number - #entries)
if ARGV[11] == 'check' or #entries == 0 then return {'ok', '0', gone} end

cut(#entries, redis.call('ZCARD', messages))
redis.call('HSET', state, 'first_seq', digits(room.first))
if kept_for ~= '0' then
  for i, entry in ipairs(entries) do redis.call('ZADD', KEYS[11], ids[i], entry) end
  note_act(KEYS[12], KEYS[11], ARGV[13], ARGV[14], #entries, room.first, kept_for)
end
publish('messages_removed', 0, '-', '{"room":"' .. name .. '","up_to_seq":' .. digits(room.first - 1) .. '}')
return {'ok', digits(#entries), gone}
