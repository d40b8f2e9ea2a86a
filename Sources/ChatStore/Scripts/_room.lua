-- What every step on a room shares; put in front of each script.
--
-- KEYS  1 messages  2 state  3 members  4 conns  5 count  6 roles  7 bans  8 mutes  9 changed  10 bus
-- ARGV  1 epoch, 2 seq, 3 id that the server last saw of the room ('' and 0: nothing yet)
--       4 origin the server expects ('' if the store was never promoted)  5 an epoch to use if one has to begin
--       6 the room's id  7 people above whom only the number is shown  8 people below whom they are listed again
--       9 '1' if the room never disappears
local messages, state, members, conns, count, roles, bans, mutes, changed, bus = unpack(KEYS, 1, 10)
local seen = {epoch = ARGV[1], seq = tonumber(ARGV[2]), id = tonumber(ARGV[3])}
local origin, candidate, name = ARGV[4], ARGV[5], ARGV[6]
local crowd, calm, permanent = tonumber(ARGV[7]), tonumber(ARGV[8]), ARGV[9] == '1'
local ranks = {member = 0, moderator = 1, admin = 2}

-- Lua's own conversion keeps 14 digits only.
local function digits(number) return string.format('%.0f', number) end

local function now()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000000 + tonumber(time[2])
end

local room = {}

local function read()
  local v = redis.call('HMGET', state, 'epoch', 'origin', 'id', 'seq', 'first_seq', 'rev', 'presence', 'topic',
    'locked', 'slow', 'base', 'retain', 'retain_age')
  room.epoch, room.origin = v[1] or '', v[2] or ''
  room.id, room.seq, room.first = tonumber(v[3] or '0'), tonumber(v[4] or '0'), tonumber(v[5] or '1')
  room.rev, room.presence, room.topic = tonumber(v[6] or '0'), v[7] or 'full', v[8] or ''
  room.locked, room.slow = v[9] == '1', tonumber(v[10] or '0')
  -- Entries of this epoch are above `base`; `retain` is a number of messages, `retain_age` milliseconds.
  room.base, room.retain, room.retain_age = tonumber(v[11] or '0'), tonumber(v[12] or nil), tonumber(v[13] or '0')
  return room.epoch ~= ''
end

-- Publishes the next item; the caller stores `rev`.
local function tell(kind, n, member, args)
  room.rev = room.rev + 1
  redis.call('PUBLISH', bus, kind .. ' ' .. room.epoch .. ' ' .. digits(room.rev) .. ' ' .. digits(room.seq) .. ' '
    .. digits(n) .. ' ' .. member .. '\n' .. args)
end

local function publish(kind, n, member, args)
  redis.call('HSET', state, 'rev', digits(room.rev + 1))
  tell(kind, n, member, args)
end

-- JSON's escapes for a text that came from the store's own fields.
local function quote(text)
  return '"' .. text:gsub('[%c"\\]', function(c)
    if c == '"' or c == '\\' then return '\\' .. c end
    return string.format('\\u%04x', c:byte())
  end) .. '"'
end

local function description(people)
  return '{"room":"' .. name .. '","topic":' .. quote(room.topic) .. ',"locked":' .. tostring(room.locked)
    .. ',"slow_mode":' .. digits(room.slow) .. ',"count":' .. digits(people) .. ',"presence":"' .. room.presence .. '"}'
end

-- Whether what the server has seen proves that this log is not the one it knew.
local function is_other_log()
  if room.epoch == '' then return true end
  if origin ~= '' and origin ~= room.origin then return true end
  if seen.epoch ~= room.epoch then return false end
  if room.seq < seen.seq then return true end
  -- At or below `base` an id may have been seen whose entry the store lost before this epoch began.
  return seen.id > 0 and seen.seq > room.base and seen.seq >= room.first
    and redis.call('ZCOUNT', messages, ARGV[3], ARGV[3]) == 0
end

local function seq_of(entry) return tonumber(entry:match('"seq":(%d+)')) or 0 end

-- Begins a new epoch where one has to begin; numbers go on above everything anybody has seen and everything stored.
local function settle()
  if not is_other_log() then return false end
  local existed = room.epoch ~= ''
  room.epoch = candidate
  if origin ~= '' then room.origin = origin end
  local oldest = redis.call('ZRANGE', messages, 0, 0)[1]
  local newest = redis.call('ZREVRANGE', messages, 0, 0, 'WITHSCORES')
  room.seq = math.max(room.seq, seen.seq, newest[1] and seq_of(newest[1]) or 0)
  room.id = math.max(room.id, seen.id, tonumber(newest[2] or '0'))
  room.first = oldest and seq_of(oldest) or room.seq + 1
  room.base = room.seq
  redis.call('HSET', state, 'epoch', room.epoch, 'origin', room.origin, 'id', digits(room.id), 'seq', digits(room.seq),
    'first_seq', digits(room.first), 'base', digits(room.base), 'presence', room.presence)
  if existed or seen.epoch ~= '' then
    publish('room_reset', 0, '-',
      '{"room":"' .. name .. '","epoch":"' .. room.epoch .. '","seq":' .. digits(room.seq) .. '}')
  end
  return true
end

-- The same for steps that take something away: a removal comes first, and after it a full Redis allows the rest.
local function settle_removing()
  if is_other_log() then
    redis.call('HDEL', conns, '')
    settle()
  end
end

-- The lowest rank that is not too old to be read.
local function lowest()
  if room.retain_age == 0 then return 0 end
  return redis.call('ZCOUNT', messages, '-inf', '(' .. digits(now() - room.retain_age * 1000))
end

-- The seq of the first entry that can be read.
local function first_readable(rank)
  if rank == 0 then return room.first end
  local entry = redis.call('ZRANGE', messages, rank, rank)[1]
  return entry and seq_of(entry) or room.seq + 1
end

-- Cuts the old end off the log. The caller stores first_seq.
local function cut(number)
  if redis.call('EXISTS', changed) == 1 then
    for _, entry in ipairs(redis.call('ZRANGE', messages, 0, number - 1)) do
      redis.call('ZREM', changed, digits(seq_of(entry)))
    end
  end
  local is_whole = redis.call('ZCARD', messages) == room.seq - room.first + 1
  redis.call('ZREMRANGEBYRANK', messages, 0, number - 1)
  if is_whole then
    room.first = room.first + number
  else
    local oldest = redis.call('ZRANGE', messages, 0, 0)[1]
    room.first = oldest and seq_of(oldest) or room.seq + 1
  end
end

-- The rank of the first entry whose seq is at least this one.
local function rank_of(seq)
  local total = redis.call('ZCARD', messages)
  if total == room.seq - room.first + 1 then return math.max(0, math.min(total, seq - room.first)) end
  local low, high = 0, total
  while low < high do
    local middle = math.floor((low + high) / 2)
    if seq_of(redis.call('ZRANGE', messages, middle, middle)[1]) < seq then low = middle + 1 else high = middle end
  end
  return low
end

-- The newest of these entries that fit into so many bytes, oldest first, and whether all did.
local function fitting(entries, bytes)
  local first, used = #entries + 1, 0
  while first > 1 and used + #entries[first - 1] <= bytes do
    first = first - 1
    used = used + #entries[first]
  end
  if first == 1 then return entries, true end
  local kept = {}
  for i = first, #entries do kept[#kept + 1] = entries[i] end
  return kept, false
end

-- Up to `limit` of the newest entries from rank `low` on that fit into so many bytes, oldest first.
local function newest(low, limit, bytes, skips_deleted)
  local found, used, rank = {}, 0, redis.call('ZCARD', messages)
  while rank > low and #found < limit do
    local start = math.max(low, rank - limit)
    local chunk = redis.call('ZRANGE', messages, start, rank - 1)
    for i = #chunk, 1, -1 do
      if #found < limit and not (skips_deleted and chunk[i]:find('"kind":"deleted"', 1, true)) then
        used = used + #chunk[i]
        if used > bytes then
          start = low
          break
        end
        found[#found + 1] = chunk[i]
      end
    end
    rank = start
  end
  local entries = {}
  for i = #found, 1, -1 do entries[#entries + 1] = found[i] end
  return entries
end

-- Messages changed since somebody had seen up to `since`, as they are now; nil if there are more than `limit`.
local function changes(since, limit)
  local found = {}
  if redis.call('EXISTS', changed) == 0 then return found end
  for _, seq in ipairs(redis.call('ZRANGEBYSCORE', changed, since, '+inf')) do
    seq = tonumber(seq)
    if seq <= since and seq >= room.first then
      if #found >= limit then return nil end
      local rank = rank_of(seq)
      local entry = redis.call('ZRANGE', messages, rank, rank)[1]
      if entry and seq_of(entry) == seq then found[#found + 1] = entry end
    end
  end
  return found
end

local function rank_in_room(member, everywhere)
  local here = ranks[redis.call('HGET', roles, member) or 'member'] or 0
  return math.max(here, ranks[everywhere] or 0)
end

-- A ban or mute that still holds, or nil: when it ends in ms (0 never), and why.
local function holds(hash, member)
  local entry = redis.call('HGET', hash, member)
  if not entry then return nil end
  local ok, value = pcall(cjson.decode, entry)
  if not ok or type(value) ~= 'table' then return nil end
  local ends = tonumber(value['until']) or 0
  if ends ~= 0 and ends <= now() / 1000 then return nil end
  return ends, tostring(value.reason or '')
end

-- A person who is here, shown anew if the record is newer than what is shown. Answers whether it was.
local function show(member, fields, version, role)
  local entry = redis.call('HGET', members, member)
  if not entry or tonumber(entry:match('"ver":(%d+)') or '0') >= version then return false end
  local socket = entry:match('^{"socket":"([^"]*)"') or ''
  local fresh = '{"socket":"' .. socket .. '",' .. fields
    .. (role == 2 and ',"role":"admin"' or role == 1 and ',"role":"moderator"' or '') .. '}'
  redis.call('HSET', members, member, fresh)
  publish('member_update', 0, member, '{"room":"' .. name .. '","member":' .. fresh .. '}')
  return true
end

local function crowd_changed(people)
  local presence = room.presence
  if presence == 'full' and people > crowd then presence = 'count' end
  if presence == 'count' and people <= calm then presence = 'full' end
  if presence == room.presence then return end
  room.presence = presence
  redis.call('HSET', state, 'presence', presence)
  publish('room_update', people, '-', description(people))
end

-- The person has left the room: everybody is told once.
local function tell_leave(member, reason)
  local entry = redis.call('HGET', members, member)
  redis.call('HDEL', members, member)
  local people = redis.call('HLEN', members)
  local socket = entry and entry:match('^{"socket":"([^"]*)"') or ''
  publish('member_delete', people, member,
    '"' .. socket .. '",{"room":"' .. name .. '","member":"' .. member .. '","reason":"' .. reason .. '"}')
  crowd_changed(people)
end

-- Takes one connection out; the removal comes first, because a full Redis allows the rest after it.
-- Answers whether it was there, and whether the person left with it.
local function drop(connection, member, reason)
  if redis.call('HDEL', conns, connection) == 0 then return false, false end
  local left = {}
  for id in (redis.call('HGET', count, member) or ''):gmatch('%S+') do
    if id ~= connection then left[#left + 1] = id end
  end
  if #left > 0 then
    redis.call('HSET', count, member, table.concat(left, ' '))
    return true, false
  end
  redis.call('HDEL', count, member)
  tell_leave(member, reason)
  return true, true
end

-- A room nobody is in and nothing is kept of does not stay. Answers whether it went.
local function vanish()
  if permanent or redis.call('EXISTS', members, messages, roles, bans, mutes) > 0 then return 0 end
  if room.topic ~= '' or room.locked or room.slow > 0 then return 0 end
  if redis.call('HEXISTS', state, 'hidden') == 1 or room.retain or room.retain_age > 0 then return 0 end
  redis.call('DEL', state, changed, conns, count)
  return 1
end

-- Drops what has run out, a few at a time.
local function tidy(hash)
  local page = redis.call('HSCAN', hash, 0, 'COUNT', 100)[2]
  local time = now() / 1000
  for i = 1, math.min(#page, 200), 2 do
    local ok, value = pcall(cjson.decode, page[i + 1])
    local ends = ok and type(value) == 'table' and tonumber(value['until']) or 0
    if ends ~= 0 and ends <= time then redis.call('HDEL', hash, page[i]) end
  end
end
