-- Shows in a room what has changed in a person's record, role included.
--
-- ARGV  10 member  11 the member's JSON without socket, role and braces  12 version of the person's record
--       13 role everywhere
-- Answers {'1' if the person is there and was changed}
if not read() then return {'0'} end
settle()
return {show(ARGV[10], ARGV[11], tonumber(ARGV[12]), rank_in_room(ARGV[10], ARGV[13])) and '1' or '0'}
