// What was said in a room: the messages that are here, and the gaps between them.
(function (parlor) {
  'use strict';

  // How much of a room the page keeps. The oldest go first, and scrolling up fetches them again.
  const KEPT_MESSAGES = 20000;

  Object.assign(parlor.handlers, {
    message(state, { message }) {
      const room = state.rooms.get(message.room);
      // Before the snapshot nothing is taken in: the snapshot has it.
      if (room && room.phase === 'joined') addMessage(state, room, message, true);
      state.storeAway = false;
    },

    message_update(state, { room: id, message }) {
      const room = state.rooms.get(id);
      if (room) replaceMessage(room, message);
    },

    messages_removed(state, { room: id, up_to_seq }) {
      const room = state.rooms.get(id);
      if (!room) return;
      room.firstSeq = Math.max(room.firstSeq, up_to_seq + 1);
      room.messages = room.messages.filter((message) => message.seq > up_to_seq);
      parlor.gaps.cut(room, up_to_seq);
    },

    messages_restored(state, { room: id, from_seq, to_seq }) {
      const room = state.rooms.get(id);
      if (!room) return;
      room.firstSeq = Math.min(room.firstSeq, from_seq);
      parlor.gaps.restored(room, from_seq, to_seq);
    },

    loadingOlder(state, { room: id }) {
      const room = state.rooms.get(id);
      if (room) room.older = 'loading';
    },

    olderFailed(state, { room: id }) {
      const room = state.rooms.get(id);
      if (room) room.older = 'failed';
    },

    // A page from before the oldest message here; it is taken only if it still belongs there.
    older(state, { room: id, before, page }) {
      const room = state.rooms.get(id);
      if (!room) return;
      room.older = 'idle';
      if (page.epoch !== room.epoch || parlor.oldestSeq(room) !== before) return;
      const fresh = page.messages.filter((message) => message.seq < before);
      room.messages = fresh.concat(room.messages);
      if (fresh.length > 0) parlor.gaps.cover(room, fresh[0].seq, before - 1);
      // An empty page means that there is nothing before, whatever was believed.
      room.firstSeq = fresh.length > 0 ? page.first_seq : before;
    },

    // A page from around a message that a link led to.
    around(state, { room: id, page }) {
      const room = state.rooms.get(id);
      if (!room || page.epoch !== room.epoch) return;
      parlor.gaps.around(room, page.messages);
      room.firstSeq = page.first_seq;
    },

    fillingGap(state, { room: id, from }) {
      const room = state.rooms.get(id);
      if (room) parlor.gaps.change(room, from, 'loading');
    },

    fillFailed(state, { room: id, from }) {
      const room = state.rooms.get(id);
      if (room) parlor.gaps.change(room, from, 'failed');
    },

    // A page of what is missing, taken only if it still is.
    gapFilled(state, { room: id, from, page }) {
      const room = state.rooms.get(id);
      const gap = room && parlor.gaps.at(room, from);
      if (!gap) return;
      if (page.epoch === room.epoch) parlor.gaps.filled(room, gap, page);
      else parlor.gaps.change(room, from, 'failed');
    },
  });

  // Adds a message at its place, once. `live` ones count as unread where nobody looks, and the first of them `marks` how far
  // one had read.
  function addMessage(state, room, message, live, marks = true) {
    if (message.seq <= room.seq && (has(room, message.seq) || inGap(room, message.seq))) return;
    const last = room.messages[room.messages.length - 1];
    const messages = room.messages.concat(message);
    if (last && last.seq > message.seq) messages.sort((a, b) => a.seq - b.seq);
    // While the reader is further up, nothing is taken away there.
    room.messages = messages.length > KEPT_MESSAGES && state.attentive ? messages.slice(-KEPT_MESSAGES) : messages;
    if (room.gaps.length > 0) parlor.gaps.cut(room, room.messages[0].seq - 1);
    room.seq = Math.max(room.seq, message.seq);
    room.typing.delete(message.from);
    const mine = state.me !== null && message.from === state.me.id;
    if (mine) parlor.pending.settle(room, message);
    if (live && !mine && (state.current !== room.id || !state.attentive)) {
      if (marks && room.unread === 0 && state.current === room.id) room.readSeq = message.seq - 1;
      room.unread += 1;
    }
  }

  const has = (room, seq) => room.messages.some((message) => message.seq === seq);

  const inGap = (room, seq) => room.gaps.some((gap) => gap.from <= seq && seq <= gap.to);

  function replaceMessage(room, message) {
    const index = room.messages.findIndex((known) => known.seq === message.seq);
    if (index >= 0) {
      room.messages = room.messages.slice();
      room.messages[index] = message;
    } else if (room.messages.length > 0 && message.seq > parlor.oldestSeq(room) && message.seq < room.seq && !inGap(room, message.seq)) {
      room.messages = room.messages.concat(message).sort((a, b) => a.seq - b.seq);
    }
  }

  parlor.messages = { add: addMessage, replace: replaceMessage };
})((globalThis.Parlor ??= {}));
