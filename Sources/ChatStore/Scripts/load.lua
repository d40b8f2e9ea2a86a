-- Makes a log that was prepared elsewhere the log of a room that has none, under a new epoch.
--
-- KEYS  11 the prepared log
-- ARGV  10 how many entries it has  11 first seq  12 last seq  13 last id
-- Answers {'ok', epoch}, {'taken'} where the room has messages, or {'lost'} where the prepared log is not whole
local prepared = KEYS[11]
if redis.call('EXISTS', messages) == 1 then return {'taken'} end
if redis.call('ZCARD', prepared) ~= tonumber(ARGV[10]) then return {'lost'} end
read()
redis.call('RENAME', prepared, messages)
redis.call('PERSIST', messages)
redis.call('DEL', changed)
room.epoch, room.first, room.seq = candidate, tonumber(ARGV[11]), tonumber(ARGV[12])
room.id, room.base = math.max(room.id, tonumber(ARGV[13])), room.seq
if origin ~= '' then room.origin = origin end
redis.call('HSET', state, 'epoch', room.epoch, 'origin', room.origin, 'id', digits(room.id), 'seq', digits(room.seq),
  'first_seq', digits(room.first), 'base', digits(room.base), 'presence', room.presence)
publish('room_reset', 0, '-', '{"room":"' .. name .. '","epoch":"' .. room.epoch .. '","seq":' .. digits(room.seq) .. '}')
return {'ok', room.epoch}
