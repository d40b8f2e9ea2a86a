-- What the steps of those who look after the chat share besides _room.lua and _steps.lua; put behind them.

-- Shows a person who is here with another role.
local function show_role(member, rank)
  local entry = redis.call('HGET', members, member)
  if not entry then return end
  -- The role stands last, and what people write has no quote that is not escaped.
  local fresh = entry:gsub(',"role":"%a+"}$', '}'):gsub('}$',
    (rank == 2 and ',"role":"admin"' or rank == 1 and ',"role":"moderator"' or '') .. '}')
  if fresh == entry then return end
  redis.call('HSET', members, member, fresh)
  publish('member_update', 0, member, '{"room":"' .. name .. '","member":' .. fresh .. '}')
end
