-- Accepts a message.
--
-- KEYS  11 dedupe  12 pace
-- ARGV  10 connection ('' for system messages)  11 member  12 client id or ''  13 head and 14 tail of the message's
--       JSON  15 role everywhere  16 ms a client id is remembered  17 messages the room keeps unless it says otherwise
-- Answers {'ok', id, seq, epoch}, {'again', id, seq, epoch} for a known client id, or {REFUSAL, until or ms, reason}
local dedupe, pace = KEYS[11], KEYS[12]
local connection, member, client, head, tail = ARGV[10], ARGV[11], ARGV[12], ARGV[13], ARGV[14]

if client ~= '' then
  local known = redis.call('GET', dedupe)
  if known then
    local id, seq, epoch = known:match('^(%d+) (%d+) (%S+)$')
    return {'again', id, seq, epoch}
  end
end
read()
if connection ~= '' and redis.call('HGET', conns, connection) == false then return {'not_in_room', room.epoch} end
settle()
if connection ~= '' then
  -- Most rooms have neither: one look is cheaper than two.
  if redis.call('EXISTS', bans, mutes) > 0 then
    local ends, reason = holds(bans, member)
    if ends then return {'banned', digits(ends), reason} end
    ends, reason = holds(mutes, member)
    if ends then return {'muted', digits(ends), reason} end
  end
  if (room.locked or room.slow > 0) and rank_in_room(member, ARGV[15]) == 0 then
    if room.locked then return {'room_locked'} end
    local wait = redis.call('PTTL', pace)
    if wait > 0 then return {'slow_mode', digits(wait)} end
  else
    pace = nil
  end
end

local id, seq = math.max(now(), room.id + 1), room.seq + 1
local entry = head .. '"id":' .. digits(id) .. ',"seq":' .. digits(seq) .. ',"date":' .. digits(math.floor(id / 1000))
  .. tail
redis.call('ZADD', messages, digits(id), entry)
room.id, room.seq = id, seq
if client ~= '' then
  redis.call('SET', dedupe, digits(id) .. ' ' .. digits(seq) .. ' ' .. room.epoch, 'PX', ARGV[16])
end
if pace and connection ~= '' and room.slow > 0 then redis.call('SET', pace, '1', 'PX', digits(room.slow)) end
tell('messages', id, member == '' and '-' or member, entry)

-- What is too much goes in batches, each a sixty-fourth of what is kept.
local keep, total = room.retain or tonumber(ARGV[17]), redis.call('ZCARD', messages)
if total - keep > keep / 64 then
  cut(math.min(100, total - keep), total)
  redis.call('HSET', state, 'first_seq', digits(room.first))
end
redis.call('HSET', state, 'id', digits(id), 'seq', digits(seq), 'rev', digits(room.rev))
return {'ok', digits(id), digits(seq), room.epoch}
