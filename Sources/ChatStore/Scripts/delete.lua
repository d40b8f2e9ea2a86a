-- Deletes messages: each stays in its place as a tombstone.
--
-- ARGV  10 actor  11 actor's role everywhere  12 the tombstone as JSON
--       13 how many authors' roles are known  then each author and role everywhere  then the ids of the messages
-- Answers {'ok', how many}, {'roles', {authors whose roles have to be known first}} or {REFUSAL}
local actor, known = ARGV[10], tonumber(ARGV[13])
if not read() then return {'no_such_room'} end
local mine = rank_in_room(actor, ARGV[11])
if mine == 0 then return {'forbidden'} end

local everywhere, unknown, found, allowed = {}, {}, 0, {}
for i = 14, 13 + 2 * known, 2 do everywhere[ARGV[i]] = ARGV[i + 1] end
for i = 14 + 2 * known, #ARGV do
  local entry = redis.call('ZRANGEBYSCORE', messages, ARGV[i], ARGV[i], 'LIMIT', 0, 1)[1]
  if entry and not entry:find('"kind":"deleted"', 1, true) then
    found = found + 1
    local author = entry:match('"from":"([^"]*)"')
    if author and author ~= actor and not everywhere[author] then
      everywhere[author] = 'member'
      unknown[#unknown + 1] = author
    end
    if not author or author == actor or rank_in_room(author, everywhere[author]) < mine then
      allowed[#allowed + 1] = {id = ARGV[i], entry = entry, author = author or '-'}
    end
  end
end
if #unknown > 0 then return {'roles', unknown} end
if #allowed == 0 then return {found > 0 and 'forbidden_rank' or 'absent'} end

settle_removing()
for _, message in ipairs(allowed) do
  -- The text comes after everything that is kept.
  local cut = message.entry:find(',"message":', 1, true) or #message.entry
  local kept = message.entry:sub(1, cut - 1):gsub('"kind":"%a+"', '"kind":"deleted"', 1)
  local stone = kept .. ',"message":"","tombstone":' .. ARGV[12] .. '}'
  redis.call('ZREM', messages, message.entry)
  redis.call('ZADD', messages, message.id, stone)
  redis.call('ZADD', changed, digits(room.seq), digits(seq_of(message.entry)))
  publish('message_update', tonumber(message.id), message.author,
    '{"room":"' .. name .. '","message":' .. stone .. '}')
end
return {'ok', digits(#allowed)}
