-- Reads a page of a room's log.
--
-- ARGV  10 newest, before, after or around  11 seq  12 how many  13 bytes
-- Answers {'ok', first_seq, seq, epoch, {messages}} or {'no_such_room'}
if not read() then return {'no_such_room'} end
local anchor, seq, limit, bytes = ARGV[10], tonumber(ARGV[11]), tonumber(ARGV[12]), tonumber(ARGV[13])
local low = lowest()
local first, last
if anchor == 'newest' then
  last = redis.call('ZCARD', messages) - 1
  first = last - limit + 1
elseif anchor == 'before' then
  last = rank_of(seq) - 1
  first = last - limit + 1
elseif anchor == 'after' then
  first = rank_of(seq + 1)
  last = first + limit - 1
else
  first = math.max(low, rank_of(seq) - math.floor(limit / 2))
  last = first + limit - 1
end
first = math.max(first, low)
local entries = {}
if last >= first then entries = redis.call('ZRANGE', messages, first, last) end
if anchor == 'after' then
  local used, kept = 0, {}
  for _, entry in ipairs(entries) do
    used = used + #entry
    if used > bytes then break end
    kept[#kept + 1] = entry
  end
  entries = kept
else
  entries = fitting(entries, bytes)
end
return {'ok', digits(first_readable(low)), digits(room.seq), room.epoch, entries}
