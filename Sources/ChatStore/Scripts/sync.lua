-- Reads a room again for a server whose feed may have missed something.
--
-- ARGV  10 messages and 11 bytes at the most  12 changed messages at the most  13 people at the most
-- Answers {'ok', epoch, rev, seq, first_seq, id, description, {messages}, {changed}, {members}, '1' if the log reaches
--       back to what the server has seen, '1' if the members are all, presence, people} or {'no_such_room'}
if not read() then
  if seen.epoch == '' then return {'no_such_room'} end
end
settle()
local limit, reaches, entries, altered = tonumber(ARGV[10]), '0', {}, {}
if seen.epoch == room.epoch then
  altered = changes(seen.seq, tonumber(ARGV[12]))
  if seen.seq >= room.first - 1 and room.seq - seen.seq <= limit and altered then
    local rank = rank_of(seen.seq + 1)
    local whole
    entries, whole = fitting(redis.call('ZRANGE', messages, rank, rank + limit), tonumber(ARGV[11]))
    if whole then reaches = '1' end
  end
  if reaches == '0' then entries, altered = {}, {} end
end
local people, listed = redis.call('HLEN', members), {}
local is_listed = room.presence == 'full' and people <= tonumber(ARGV[13])
if is_listed then listed = redis.call('HGETALL', members) end
return {'ok', room.epoch, digits(room.rev), digits(room.seq), digits(room.first), digits(room.id), description(people),
  entries, altered, listed, reaches, is_listed and '1' or '0', room.presence, digits(people)}
