// Lines that begin with a slash: what somebody does instead of saying something.
(function (parlor) {
  'use strict';

  const FOR_ALL = ['help', 'join', 'leave', 'nick'];
  const FOR_MODERATORS = ['kick', 'ban', 'unban', 'mute', 'unmute', 'delete', 'lock', 'unlock', 'slowmode', 'topic'];
  const UNITS = { s: 1, m: 60, h: 3600, d: 86400 };

  // Reads a line: `{say}`, `{act, …}` or `{problem}`, with the beginning of an `unknown` name. `people` may be named, `messages` deleted; `role` is one's own.
  parlor.command = function (line, people, role, messages = []) {
    const texts = parlor.texts.commands;
    if (!line.startsWith('/')) return { say: line };
    if (line.startsWith('//')) return { say: line.slice(1) };
    const [word, ...rest] = line.slice(1).split(/\s+/);
    const tail = line.slice(1 + word.length).trim();
    switch (word.toLowerCase()) {
      case 'help': return { act: 'help' };
      case 'join': {
        const room = rest.length === 1 ? parlor.roomName(rest[0]) : null;
        return room ? { act: 'join', room } : { problem: rest[0] ? parlor.texts.noRoomName(tail) : texts.usage('join') };
      }
      case 'leave': return { act: 'leave' };
      case 'nick': return tail ? { act: 'nick', name: tail } : { problem: texts.usage('nick') };
      case 'kick': case 'ban': case 'unban': case 'mute': case 'unmute':
        return moderate(word.toLowerCase(), tail, people, role);
      case 'delete': return remove(tail, messages, role);
      case 'lock': case 'unlock': case 'slowmode': case 'topic':
        return settle(word.toLowerCase(), tail, role);
      default: return { problem: texts.unknown(word) };
    }
  };

  // The words of the commands that somebody of this role may give.
  parlor.commandsOf = (role) => (mayModerate(role) ? [...FOR_ALL, ...FOR_MODERATORS] : FOR_ALL);

  const mayModerate = (role) => role === 'moderator' || role === 'admin';

  // What holds for the whole room.
  function settle(act, tail, role) {
    const texts = parlor.texts.commands;
    if (!mayModerate(role)) return { problem: texts.forbidden };
    if (act === 'topic') return { act: 'moderate', request: { act, value: tail } };
    if (act !== 'slowmode') return { act: 'moderate', request: tail ? { act, reason: tail } : { act } };
    const length = /^(?:off|0|(\d{1,5})([smhd]?))$/.exec(tail.toLowerCase());
    if (!length) return { problem: texts.usage('slowmode') };
    return { act: 'moderate', request: { act, value: length[1] ? Number(length[1]) * UNITS[length[2] || 's'] : 0 } };
  }

  // A message is named by its number, or by its link, which ends with that.
  function remove(tail, messages, role) {
    const texts = parlor.texts.commands;
    if (!mayModerate(role)) return { problem: texts.forbidden };
    const named = /^(?:\S*#([a-z0-9._-]+)\/)?(\d{1,16})(?:\s+([^]*))?$/.exec(tail);
    if (!named) return { problem: texts.usage('delete') };
    const [, room, seq, reason] = named;
    const message = messages.find((known) => known.seq === Number(seq) && known.kind !== 'deleted' && (!room || room === known.room));
    if (!message) return { problem: texts.noMessage };
    return { act: 'moderate', request: { act: 'delete', ids: [message.id], ...(reason && { reason }) } };
  }

  function moderate(act, tail, people, role) {
    const texts = parlor.texts.commands;
    if (!mayModerate(role)) return { problem: texts.forbidden };
    const named = person(tail, people);
    if (!named) return tail ? { problem: texts.nobody, unknown: tail.replace(/^@/, '').split(/\s/)[0] } : { problem: texts.usage(act) };
    const request = { act, member: named.member.id };
    let reason = named.rest.trim();
    if (act === 'ban' || act === 'mute') {
      const length = /^(\d{1,5})([smhd])(?:\s+|$)/.exec(reason);
      if (length) {
        request.for = Number(length[1]) * UNITS[length[2]];
        reason = reason.slice(length[0].length);
      }
    }
    if (reason) request.reason = reason;
    return { act: 'moderate', request, name: named.member.username };
  }

  // Who is named at the beginning: by `@name`, by name, or by id, also of somebody unknown here; the longest that fits.
  function person(text, people) {
    const bare = text.replace(/^@/, '');
    const [id] = /^[mu]_[a-z2-7]{16,52}(?=\s|$)/.exec(bare) ?? [];
    let best = null;
    for (const member of id ? [...people, { id, username: id }] : people) {
      for (const name of [member.username, member.id]) {
        const fits = bare.slice(0, name.length).toLowerCase() === name.toLowerCase() && !/\S/.test(bare[name.length] ?? '');
        if (fits && (!best || name.length > best.length)) best = { member, length: name.length };
      }
    }
    return best && { member: best.member, rest: bare.slice(best.length) };
  }
})((globalThis.Parlor ??= {}));
