-- Shows a person's new name in a room.
--
-- ARGV  10 member  11 the member's JSON without socket, role and braces  12 version of the person's record
-- Answers '1' if the person is there and was changed
if not read() then return '0' end
local entry = redis.call('HGET', members, ARGV[10])
if not entry or tonumber(entry:match('"ver":(%d+)') or '0') >= tonumber(ARGV[12]) then return '0' end
local socket = entry:match('^{"socket":"([^"]*)"') or ''
local role = entry:match(',"role":"%a+"}$') or '}'
local renamed = '{"socket":"' .. socket .. '",' .. ARGV[11] .. role
redis.call('HSET', members, ARGV[10], renamed)
publish('member_update', 0, ARGV[10], '{"room":"' .. name .. '","member":' .. renamed .. '}')
return '1'
