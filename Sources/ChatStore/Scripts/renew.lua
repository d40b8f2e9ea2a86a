-- Begins a new life of a room's log, because the old one has holes: nothing that was seen of it counts any more.
--
-- Answers {'ok', epoch} or {'no_such_room'}
if not read() then return {'no_such_room'} end
room.epoch = ''
settle()
publish('room_reset', 0, '-', '{"room":"' .. name .. '","epoch":"' .. room.epoch .. '","seq":' .. digits(room.seq) .. '}')
return {'ok', room.epoch}
