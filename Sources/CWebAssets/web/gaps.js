// Stretches of a room's history that are not here although what is around them is: after a long absence, or after
// jumping to an old message. `room.gaps` lists them, rising: {from, to, trimmed, missed, state}. In `room.messages`
// everything else follows on one another.
(function (parlor) {
  'use strict';

  const free = { trimmed: false, missed: false, state: 'idle' }; // state: idle · loading · failed

  // These are not here.
  function open(room, from, to, more) {
    if (from > to) return;
    room.gaps = room.gaps.concat({ ...free, ...more, from, to }).sort((a, b) => a.from - b.from);
  }

  // These are here now, or are known not to exist.
  function cover(room, from, to) {
    room.gaps = room.gaps.flatMap((gap) => {
      if (to < gap.from || from > gap.to) return [gap];
      const rest = [];
      if (gap.from < from) rest.push({ ...gap, to: from - 1, state: 'idle' });
      if (gap.to > to) rest.push({ ...gap, from: to + 1, state: 'idle' });
      return rest;
    });
  }

  // Adds messages at their places, each once.
  function merge(room, messages) {
    const known = new Set(room.messages.map((message) => message.seq));
    const fresh = messages.filter((message) => !known.has(message.seq));
    if (fresh.length > 0) room.messages = room.messages.concat(fresh).sort((a, b) => a.seq - b.seq);
  }

  // A page of what is in a gap, from its beginning on.
  function filled(room, gap, page) {
    const messages = page.messages.filter((message) => message.seq >= gap.from && message.seq <= gap.to);
    merge(room, messages);
    const last = page.messages[page.messages.length - 1];
    // Nothing more after what came: the rest does not exist any more.
    cover(room, gap.from, last && last.seq < gap.to ? last.seq : gap.to);
  }

  // A page from around some message, anywhere before what is here or in a gap.
  function around(room, messages) {
    if (messages.length === 0) return;
    const [first, last] = [messages[0].seq, messages[messages.length - 1].seq];
    const oldest = room.messages.length > 0 ? room.messages[0].seq : room.seq + 1;
    if (last < oldest - 1) open(room, last + 1, oldest - 1);
    cover(room, first, last);
    merge(room, messages);
  }

  // What is gone from the room leaves no gap behind.
  function cut(room, upTo) {
    room.gaps = room.gaps.filter((gap) => gap.to > upTo);
  }

  // What was taken away is there again, and can be fetched.
  function restored(room, from, to) {
    room.gaps = room.gaps.map((gap) => (gap.from <= to && gap.to >= from ? { ...gap, trimmed: false } : gap));
  }

  const change = (room, from, state) => {
    room.gaps = room.gaps.map((gap) => (gap.from === from ? { ...gap, state } : gap));
  };

  // The newest gap that is there because one was away, and can be filled.
  const missed = (room) => room.gaps.findLast((gap) => gap.missed && !gap.trimmed) ?? null;

  const at = (room, from) => room.gaps.find((gap) => gap.from === from) ?? null;

  parlor.gaps = { open, cover, merge, filled, around, cut, restored, change, missed, at };
})((globalThis.Parlor ??= {}));
