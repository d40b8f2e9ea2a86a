-- Reads a page of a room's log.
--
-- ARGV  10 newest, before, after or around  11 seq  12 how many  13 bytes
-- Answers {'ok', first_seq, seq, epoch, {messages}} or {'no_such_room'}
if not read() then return {'no_such_room'} end
local anchor, seq, limit, bytes = ARGV[10], tonumber(ARGV[11]), tonumber(ARGV[12]), tonumber(ARGV[13])
local first, last
if anchor == 'newest' then
  first, last = -limit, -1
elseif anchor == 'before' then
  last = rank_of(seq) - 1
  first = math.max(0, last - limit + 1)
elseif anchor == 'after' then
  first = rank_of(seq + 1)
  last = first + limit - 1
else
  first = math.max(0, rank_of(seq) - math.floor(limit / 2))
  last = first + limit - 1
end
local entries = {}
if anchor == 'newest' or last >= first then entries = redis.call('ZRANGE', messages, first, last) end
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
return {'ok', digits(room.first), digits(room.seq), room.epoch, entries}
