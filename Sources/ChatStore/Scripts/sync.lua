-- Reads a room again for a server whose feed may have missed something.
--
-- ARGV  10 messages and 11 bytes at the most  12 changed messages at the most  13 people at the most
--       14 epoch and 15 seq the feed has told everybody of: less than what the server has seen when answers of its own
--       steps were faster than the bus  16 messages of a new history
-- Answers {'ok', epoch, rev, seq, first_seq, id, description, {messages}, {changed}, {members}, '1' if the messages go
--       on from what the feed has told, else they are the newest page, '1' if the members are all, presence, people, '1' if the epoch is the feed's}
--       or {'no_such_room'}
if not read() and seen.epoch == '' then return {'no_such_room'} end
settle()
local limit, reaches, entries, altered = tonumber(ARGV[10]), '0', {}, {}
local told = tonumber(ARGV[15])
if ARGV[14] == room.epoch then
  altered = told >= first_readable(lowest()) - 1 and room.seq - told <= limit and changes(told, tonumber(ARGV[12]))
  if altered then
    local rank = rank_of(told + 1)
    local whole
    entries, whole = fitting(redis.call('ZRANGE', messages, rank, rank + limit), tonumber(ARGV[11]))
    if whole then reaches = '1' end
  end
end
if reaches == '0' then
  -- What was told does not go on here: everybody begins anew with the newest page.
  entries, altered = newest(lowest(), tonumber(ARGV[16]), tonumber(ARGV[11]), true), {}
end
local people, listed = redis.call('HLEN', members), {}
local is_listed = room.presence == 'full' and people <= tonumber(ARGV[13])
if is_listed then listed = redis.call('HGETALL', members) end
return {'ok', room.epoch, digits(room.rev), digits(room.seq), digits(room.first), digits(room.id), description(people),
  entries, altered, listed, reaches, is_listed and '1' or '0', room.presence, digits(people),
  ARGV[14] == room.epoch and '1' or '0'}
