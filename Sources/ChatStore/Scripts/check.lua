-- Tells where a room stands, for a server to compare with; begins a new epoch where one has to begin.
--
-- Answers {epoch, seq, rev}, or {''} when there is no such room
if not read() and seen.epoch == '' then return {''} end
settle()
return {room.epoch, digits(room.seq), digits(room.rev)}
