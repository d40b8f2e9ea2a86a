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

-- Notes how many messages an act has taken away so far, for its undo; what has run out goes.
local function note_act(acts, trash, act, head, number, left, milliseconds)
  local known = redis.call('HGET', acts, act)
  if not known then tidy(acts) end
  local total = tonumber(known and known:match('"count":(%d+)') or '0') + number
  redis.call('HSET', acts, act, head .. ',"count":' .. digits(total) .. ',"left":' .. digits(left) .. '}')
  redis.call('PEXPIRE', acts, milliseconds)
  redis.call('PEXPIRE', trash, milliseconds)
  redis.call('HSET', state, 'trash', digits(now() / 1000 + tonumber(milliseconds)))
end
