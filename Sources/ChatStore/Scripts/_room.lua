-- What every step on a room shares; put in front of each script. Accepting a message needs no more than this, and it is
-- made anew for each one: what only other steps need is in _steps.lua.
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

-- Whether what the server has seen proves that this log is not the one it knew.
local function is_other_log()
  if room.epoch == '' then return true end
  if origin ~= '' and origin ~= room.origin then return true end
  if seen.epoch ~= room.epoch then return false end
  if room.seq < seen.seq then return true end
  if room.seq == seen.seq and seen.seq > room.base then return seen.id > 0 and room.id ~= seen.id end
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

-- Cuts the old end off the log. The caller stores first_seq.
local function cut(number, total)
  if redis.call('EXISTS', changed) == 1 then
    for _, entry in ipairs(redis.call('ZRANGE', messages, 0, number - 1)) do
      redis.call('ZREM', changed, digits(seq_of(entry)))
    end
  end
  redis.call('ZREMRANGEBYRANK', messages, 0, number - 1)
  if total == room.seq - room.first + 1 then
    room.first = room.first + number
  else
    local oldest = redis.call('ZRANGE', messages, 0, 0)[1]
    room.first = oldest and seq_of(oldest) or room.seq + 1
  end
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
