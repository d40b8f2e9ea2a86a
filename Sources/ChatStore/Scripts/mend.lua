-- Mends a room's tables of people, a page at a time.
--
-- KEYS  11 the room's acts
-- ARGV  10 what is looked at: conns, members, count, bans, mutes or acts  11 cursor
--       then the servers that are gone
-- Answers {next cursor, entries mended, '1' if the room is gone}
local part, cursor, mended = ARGV[10], ARGV[11], 0
if not read() then return {'0', '0', '0'} end
local is_gone = {}
for i = 12, #ARGV do is_gone[ARGV[i]] = true end

-- The connections that are listed for a person, and how many of them are there.
local function listed(member)
  local found, number = {}, 0
  for id in (redis.call('HGET', count, member) or ''):gmatch('%S+') do
    number = number + 1
    local holder = redis.call('HGET', conns, id)
    if holder and holder:match('^%S+ (%S+)') == member then found[#found + 1] = id end
  end
  return found, number
end

local tables = {conns = conns, members = members, count = count, bans = bans, mutes = mutes, acts = KEYS[11]}
local page = redis.call('HSCAN', tables[part], cursor, 'COUNT', 200)
local time = now() / 1000
for i = 1, #page[2], 2 do
  local field, value = page[2][i], page[2][i + 1]
  local is_mended = false
  if part == 'conns' then
    local server, member = value:match('^(%S+) (%S+)')
    if member and is_gone[server] then
      is_mended = drop(field, member, 'server_gone')
    elseif not member or redis.call('HEXISTS', members, member) == 0
      or not (' ' .. (redis.call('HGET', count, member) or '') .. ' '):find(' ' .. field .. ' ', 1, true) then
      is_mended = redis.call('HDEL', conns, field) == 1
    end
  elseif part == 'members' then
    local found, number = listed(field)
    if #found == 0 then
      redis.call('HDEL', count, field)
      tell_leave(field, 'server_gone')
      is_mended = true
    elseif #found < number then
      redis.call('HSET', count, field, table.concat(found, ' '))
      is_mended = true
    end
  elseif part == 'count' then
    if redis.call('HEXISTS', members, field) == 0 then is_mended = redis.call('HDEL', count, field) == 1 end
  else
    local ok, entry = pcall(cjson.decode, value)
    local ends = ok and type(entry) == 'table' and tonumber(entry['until']) or 0
    if ends ~= 0 and ends <= time then is_mended = redis.call('HDEL', tables[part], field) == 1 end
  end
  if is_mended then mended = mended + 1 end
end
return {page[1], digits(mended), tostring(page[1] == '0' and vanish() or 0)}
