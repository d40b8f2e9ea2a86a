-- Deletes messages: each stays in its place as a tombstone.
--
-- ARGV  10 actor  11 actor's role everywhere  12 the tombstone as JSON  13 … ids of messages
-- Answers {'ok', how many} or {REFUSAL}
local actor = ARGV[10]
if not read() then return {'no_such_room'} end
local mine = rank_in_room(actor, ARGV[11])
if mine == 0 then return {'forbidden'} end
local done, found = 0, 0
for i = 13, #ARGV do
  local id = ARGV[i]
  local entry = redis.call('ZRANGEBYSCORE', messages, id, id)[1]
  if entry and not entry:find('"kind":"deleted"', 1, true) then
    found = found + 1
    local author = entry:match('"from":"([^"]*)"')
    if not author or author == actor or rank_in_room(author, 'member') < mine then
      local cut = entry:find(',"message":', 1, true)
      local kept = entry:sub(1, cut - 1):gsub('"kind":"%a+"', '"kind":"deleted"', 1)
      local stone = kept .. ',"message":"","tombstone":' .. ARGV[12] .. '}'
      redis.call('ZREM', messages, entry)
      redis.call('ZADD', messages, id, stone)
      redis.call('ZADD', changed, digits(room.seq), digits(seq_of(entry)))
      publish('message_update', tonumber(id), author or '-', '{"room":"' .. name .. '","message":' .. stone .. '}')
      done = done + 1
    end
  end
end
if done == 0 then return {found > 0 and 'forbidden_rank' or 'absent'} end
return {'ok', digits(done)}
