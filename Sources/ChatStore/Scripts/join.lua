-- Adds a connection to a room, or finds it there, and answers what the client needs to go on from there.
--
-- ARGV  10 server  11 connection  12 member  13 the member's JSON without socket, role and braces  14 role everywhere
--       15 '1' if the room may be made  16 epoch and 17 seq the client has seen ('' for none)
--       18 messages of a fresh page  19 messages of a resume  20 bytes of either  21 people in the answer
--       22 connections of a person  23 changed messages  24 the network it comes from, '' for none
-- Answers {'ok', status, epoch, rev, seq, first_seq, id, description, member, complete, members, messages,
--       gap from, gap to, trimmed, {changed}, '1' if the person is new here, '1' if the room is,
--       end of the person's mute: '' for none, 0 for one without end}
--       where people and messages are joined by ',\n'
--   or {REFUSAL, until, reason}
local server, connection, member = ARGV[10], ARGV[11], ARGV[12]
local holder = server .. ' ' .. member .. (ARGV[24] ~= '' and ' ' .. ARGV[24] or '')
local page, resume, bytes = tonumber(ARGV[18]), tonumber(ARGV[19]), tonumber(ARGV[20])

local existed = read()
local ends, reason = holds(bans, member)
if not ends and ARGV[24] ~= '' and redis.call('HEXISTS', bans, ARGV[24]) == 1 and rank_in_room(member, ARGV[14]) == 0 then
  ends, reason = holds(bans, ARGV[24])
end
if ends then return {'banned', digits(ends), reason} end
if not existed and seen.epoch == '' and ARGV[15] ~= '1' then return {'no_such_room'} end
local present = redis.call('HGET', count, member)
local known = redis.call('HGET', conns, connection)
if present and not known then
  local _, others = present:gsub('%S+', '')
  if others >= tonumber(ARGV[22]) then return {'crowded'} end
end
settle()

local is_new = '0'
if not known then
  if not present then
    local role = rank_in_room(member, ARGV[14])
    local entry = '{"socket":"' .. connection .. '",' .. ARGV[13]
      .. (role == 2 and ',"role":"admin"' or role == 1 and ',"role":"moderator"' or '') .. '}'
    redis.call('HSET', members, member, entry)
    redis.call('HSET', conns, connection, holder)
    redis.call('HSET', count, member, connection)
    is_new = '1'
    local people = redis.call('HLEN', members)
    crowd_changed(people)
    publish('member_add', people, member, entry)
  else
    redis.call('HSET', conns, connection, holder)
    redis.call('HSET', count, member, present .. ' ' .. connection)
    show(member, ARGV[13], tonumber(ARGV[13]:match('^"ver":(%d+)') or '0'), rank_in_room(member, ARGV[14]))
  end
elseif known ~= holder then
  redis.call('HSET', conns, connection, holder)
end

local low = lowest()
local first = first_readable(low)
local status, entries, whole = 'fresh', {}, true
local gap_from, gap_to, trimmed, altered = 0, 0, '0', {}
local since = tonumber(ARGV[17])
if ARGV[16] ~= '' then
  status = 'reset'
  if ARGV[16] == room.epoch and since <= room.seq then
    status = 'gap'
    altered = since >= first - 1 and room.seq - since <= resume and changes(since, tonumber(ARGV[23]))
    if altered then
      local rank = rank_of(since + 1)
      entries, whole = fitting(redis.call('ZRANGE', messages, rank, rank + resume), bytes)
      if whole then status = 'resumed' end
    end
    altered = status == 'resumed' and altered or {}
  end
end
if status ~= 'resumed' then
  entries = newest(low, page, bytes, status == 'fresh')
  if status == 'gap' then
    gap_from = since + 1
    gap_to = #entries > 0 and seq_of(entries[1]) - 1 or room.seq
    if gap_to < gap_from then gap_to = gap_from - 1 end
    trimmed = gap_from < first and '1' or '0'
  end
end

local people, listed, limit = redis.call('HLEN', members), {}, tonumber(ARGV[21])
local mine = redis.call('HGET', members, member) or ''
if people <= limit then
  listed = redis.call('HVALS', members)
elseif limit > 0 then
  listed[1] = mine
  local some = redis.call('HSCAN', members, 0, 'COUNT', limit)[2]
  for i = 2, #some, 2 do
    if #listed < limit and some[i - 1] ~= member then listed[#listed + 1] = some[i] end
  end
end
local muted = holds(mutes, member)
return {'ok', status, room.epoch, digits(room.rev), digits(room.seq), digits(first), digits(room.id),
  description(people), mine, people <= limit and '1' or '0', table.concat(listed, ',\n'), table.concat(entries, ',\n'), digits(gap_from), digits(gap_to),
  trimmed, altered, is_new, existed and '0' or '1', muted and digits(muted) or ''}
