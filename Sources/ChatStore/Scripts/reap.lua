-- Takes a server's connections out of a room, a page at a time.
--
-- ARGV  10 server  11 cursor  12 reason
-- Answers {next cursor, members that left, '1' if the room is gone}
local cursor, left, gone = '0', {}, 0
if read() then
  settle_removing()
  local page = redis.call('HSCAN', conns, ARGV[11], 'COUNT', 500)
  cursor = page[1]
  for i = 1, #page[2], 2 do
    local server, member = page[2][i + 1]:match('^(%S+) (%S+)')
    if server == ARGV[10] then
      local _, is_out = drop(page[2][i], member, ARGV[12])
      if is_out then left[#left + 1] = member end
    end
  end
  if cursor == '0' then gone = vanish() end
end
return {cursor, left, tostring(gone)}
