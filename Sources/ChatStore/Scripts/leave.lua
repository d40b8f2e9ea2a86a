-- Takes a connection out of a room.
--
-- ARGV  10 connection  11 member  12 reason
-- Answers {'1' if it was there, '1' if the person left with it, '1' if the room is gone}
if not read() then return {'0', '0', '0'} end
local was_there, left = drop(ARGV[10], ARGV[11], ARGV[12])
local gone = left and vanish() or 0
return {was_there and '1' or '0', left and '1' or '0', tostring(gone)}
