// What one has written and the server has not answered yet.
(function (parlor) {
  'use strict';

  Object.assign(parlor.handlers, {
    queued(state, { room: id, clientID, text, now }) {
      const room = state.rooms.get(id);
      if (!room) return;
      room.written += 1;
      const unsent = { state: 'waiting', tried: false, shownAs: null, error: null, retryAt: 0 };
      room.pending.push({ clientID, text, at: now, ...unsent });
    },

    sending(state, { room, clientID }) {
      changePending(state, room, clientID, { state: 'sending', tried: true, error: null, retryAt: 0 });
    },

    // The server has it. The message itself may have come already, else it is shown as sent until it does.
    sent(state, { room: id, clientID, seq, now }) {
      const room = state.rooms.get(id);
      if (!room) return;
      room.slowUntil = room.slowMode > 0 && !parlor.isModerator(state, room) ? now + room.slowMode : 0;
      if (seq <= room.seq) dropPending(room, clientID);
      else changePending(state, id, clientID, { state: 'sent', seq });
    },

    // With `retryAt` it is tried again by itself then.
    sendFailed(state, { room, clientID, error, retryAt, now }) {
      const limited = state.rooms.get(room);
      const later = error.retry_after > 0 ? now + error.retry_after : 0;
      if (limited && error.code === 'muted') limited.mutedUntil = error.until || later || Infinity;
      if (limited && error.code === 'slow_mode') limited.slowUntil = later;
      const change = { error, shownAs: null, retryAt: retryAt || 0, state: retryAt ? 'waiting' : 'failed' };
      changePending(state, room, clientID, change);
    },

    // What the page had not sent when it was closed. What was written before `after` is not sent without asking.
    unsentFound(state, { room: id, unsent, after }) {
      const room = state.rooms.get(id);
      if (!room) return;
      const known = new Set(room.pending.map((message) => message.clientID));
      for (const { clientID, text, at, failed } of unsent) {
        if (known.has(clientID)) continue;
        const kept = { clientID, text, at, state: 'waiting', tried: true, shownAs: null, error: null, retryAt: 0 };
        const error = failed ?? (at > after ? null : { code: 'page_closed' });
        room.pending.push(error ? { ...kept, state: 'failed', error } : kept);
      }
    },

    retry(state, { room, clientID }) {
      if (state.rooms.get(room)?.phase === 'out') return;
      changePending(state, room, clientID, { state: 'waiting', error: null, retryAt: 0 });
    },

    // The connection went before the answer came. In a room that we were taken out of nothing is sent any more.
    unsent(state, { room: id, clientID }) {
      if (state.rooms.get(id)?.phase !== 'out') changePending(state, id, clientID, { state: 'waiting' });
    },

    discard(state, { room: id, clientID }) {
      const room = state.rooms.get(id);
      if (room) dropPending(room, clientID);
    },
  });

  // A message of ours has come. If we wait for the answer to one of the same text, that is most likely this one and is
  // not shown a second time; only the answer decides (the same words may have been sent from another window).
  function settlePending(room, message) {
    const answered = room.pending.find((pending) => pending.seq === message.seq);
    if (answered) return dropPending(room, answered.clientID);
    const likely = room.pending.find(
      (pending) => pending.tried && pending.shownAs === null && !pending.seq && pending.state !== 'failed'
        && pending.text === message.message);
    if (likely) {
      const shown = { ...likely, shownAs: message.seq };
      room.pending = room.pending.map((pending) => (pending === likely ? shown : pending));
    }
  }

  function changePending(state, id, clientID, change) {
    const room = state.rooms.get(id);
    if (!room) return;
    room.pending = room.pending.map((message) => (message.clientID === clientID ? { ...message, ...change } : message));
  }

  function dropPending(room, clientID) {
    room.pending = room.pending.filter((message) => message.clientID !== clientID);
  }

  function failPending(room, error) {
    room.pending = room.pending.map((message) => ({ ...message, state: 'failed', error, retryAt: 0 }));
  }

  parlor.pending = { settle: settlePending, fail: failPending };
})((globalThis.Parlor ??= {}));
