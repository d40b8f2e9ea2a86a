-- Brings back some of what an act took away.
--
-- KEYS  11 the act's trash  12 the room's acts
-- ARGV  10 the act's id  11 how many
-- Answers {'ok', how many, how many are gone, '1' if there is more} or {REFUSAL}
local trash, acts, act, limit = KEYS[11], KEYS[12], ARGV[10], tonumber(ARGV[11])
if not read() then return {'no_such_room'} end
local noted = redis.call('HGET', acts, act)
if not noted then return {'no_such_act'} end
local kind = noted:match('"kind":"(%a+)"')
if redis.call('EXISTS', trash) == 0 then return {'no_trash'} end

local restored, gone = 0, 0
if kind == 'trim' then
  if room.first ~= tonumber(noted:match('"left":(%d+)')) then return {'moved'} end
  local page = redis.call('ZREVRANGE', trash, 0, limit - 1, 'WITHSCORES')
  redis.call('ZREMRANGEBYRANK', trash, -limit, -1)
  for i = 1, #page, 2 do redis.call('ZADD', messages, page[i + 1], page[i]) end
  restored = #page / 2
  local last = room.first - 1
  room.first = seq_of(page[#page - 1])
  redis.call('HSET', state, 'first_seq', digits(room.first))
  redis.call('HSET', acts, act, (noted:gsub('"left":%d+}$', '"left":' .. digits(room.first) .. '}')))
  publish('messages_restored', 0, '-', '{"room":"' .. name .. '","from_seq":' .. digits(room.first) .. ',"to_seq":'
    .. digits(last) .. '}')
else
  local page = redis.call('ZRANGE', trash, 0, limit - 1, 'WITHSCORES')
  redis.call('ZREMRANGEBYRANK', trash, 0, limit - 1)
  for i = 1, #page, 2 do
    local entry, id = page[i], page[i + 1]
    local stone = redis.call('ZRANGEBYSCORE', messages, id, id, 'LIMIT', 0, 1)[1]
    if stone and stone:sub(-#act - 11) == ',"act":"' .. act .. '"}}' then
      redis.call('ZREM', messages, stone)
      redis.call('ZADD', messages, id, entry)
      redis.call('ZADD', changed, digits(room.seq), digits(seq_of(entry)))
      publish('message_update', tonumber(id), entry:match('"from":"([^"]*)"') or '-',
        '{"room":"' .. name .. '","message":' .. entry .. '}')
      restored = restored + 1
    else
      gone = gone + 1
    end
  end
end
local more = redis.call('EXISTS', trash)
if more == 0 then redis.call('HDEL', acts, act) end
return {'ok', digits(restored), digits(gone), tostring(more)}
