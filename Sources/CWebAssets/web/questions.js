// Questions to the state: nothing here changes it.
(function (parlor) {
  'use strict';

  const AUTHORS_OF = 1000; // messages whose writers count as known

  // The id of the room that somebody means, or null where there can be none of that name.
  parlor.roomName = function (text) {
    const id = (text ?? '').trim().toLowerCase().replace(/^#/, '').replace(/\s+/g, '-');
    return /^[a-z0-9][a-z0-9._-]{0,63}$/.test(id) ? id : null;
  };

  // The `seq` of the oldest message of a room that is here.
  parlor.oldestSeq = (room) => (room.messages.length > 0 ? room.messages[0].seq : room.seq + 1);

  // The `seq` below which older messages can be asked for, or null when all that exist are here.
  parlor.olderBefore = function (room) {
    const oldest = parlor.oldestSeq(room);
    return oldest > room.firstSeq ? oldest : null;
  };

  // What `join` sends so that it continues where we are.
  parlor.since = function (room) {
    return room.epoch === null ? undefined : { epoch: room.epoch, seq: room.seq };
  };

  // The `seq` up to which the reader has read.
  parlor.readUpTo = (room) => (room.unread === 0 ? room.seq : room.readSeq ?? room.seq - room.unread);

  parlor.unreadTotal = function (state) {
    let total = 0;
    for (const room of state.rooms.values()) total += room.unread;
    return total;
  };

  // What the reader is in this room.
  parlor.roleIn = (state, room) => (state.me === null ? null : (room.members.get(state.me.id) ?? state.me).role);

  // Whether the reader may act on others in this room.
  parlor.isModerator = (state, room) => ['moderator', 'admin'].includes(parlor.roleIn(state, room));

  // Who can be spoken of in a room: those who are there, then those who are not any more but have written, newest first.
  parlor.peopleOf = function (room) {
    const people = new Map(room.members);
    for (let index = room.messages.length - 1; index >= Math.max(0, room.messages.length - AUTHORS_OF); index -= 1) {
      const { from, username } = room.messages[index];
      if (from && !people.has(from)) people.set(from, { id: from, username });
    }
    return [...people.values()];
  };

  // The transcript of a room as lines to draw: days, the mark above what is new, gaps, and messages, of which those that
  // follow one another by the same person within five minutes belong to one `group`.
  parlor.transcript = function (room, dayOf) {
    const lines = [];
    let day = null;
    let before = null;
    let gaps = room.gaps;
    for (const message of room.messages) {
      const today = dayOf(message.date);
      if (today !== day) {
        lines.push({ kind: 'day', key: `day-${today}`, date: message.date });
        day = today;
        before = null;
      }
      if (room.readSeq !== null && message.seq > room.readSeq && !lines.marked && lines.length > 1) {
        lines.push({ kind: 'new', key: 'new' });
        lines.marked = true;
        before = null;
      }
      while (gaps.length > 0 && gaps[0].to < message.seq) {
        // What is missing before the oldest message here is fetched by scrolling up.
        if (before !== null || lines.length > 1) lines.push({ kind: 'gap', key: `gap-${gaps[0].from}`, gap: gaps[0] });
        gaps = gaps.slice(1);
        before = null;
      }
      lines.push({ kind: 'message', key: message.seq, message, grouped: continues(before, message) });
      before = message;
    }
    return lines;
  };

  function continues(before, message) {
    return before !== null && before.kind === 'chat' && message.kind === 'chat' && before.from === message.from
      && before.username === message.username && message.date - before.date < 300000;
  }
})((globalThis.Parlor ??= {}));
