-- What all steps on a room but accepting a message share besides _room.lua; put behind it.

-- Whoever looks after the chat stands above all its roles.
ranks.console = 3

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
  -- What an act took away can be brought back for a time.
  if tonumber(redis.call('HGET', state, 'trash') or '0') > now() / 1000 then return 0 end
  redis.call('DEL', state, changed, conns, count)
  return 1
end

-- Lifts a ban, and with it those of the networks it holds for.
local function lift_ban(target)
  local ban = redis.call('HGET', bans, target)
  if not ban then return 0 end
  for network in (ban:match('"networks":"([^"]*)"') or ''):gmatch('%S+') do redis.call('HDEL', bans, network) end
  return redis.call('HDEL', bans, target)
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
