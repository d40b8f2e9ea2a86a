// Joining and leaving rooms, where one reads, and who is there.
(function (parlor) {
  'use strict';

  const TYPING_MS = 5000; // how long a typing note counts

  Object.assign(parlor.handlers, {
    joining(state, { room: id, select }) {
      const room = state.rooms.get(id) || parlor.newRoom(id);
      state.rooms.set(id, room);
      room.phase = 'joining';
      room.removal = room.outcome?.kind === 'kicked' ? room.outcome : room.removal;
      room.outcome = null;
      if (select ?? state.current === null) selectRoom(state, id);
    },

    joinRefused(state, { room: id, error }) {
      const room = state.rooms.get(id);
      if (!room) return;
      room.phase = 'out';
      // Who was banned and tries is still told by whom and why.
      const until = error.until ?? room.removal?.until;
      room.outcome = error.code === 'banned' && room.removal ? { ...room.removal, until } : { kind: 'refused', error };
      parlor.pending.fail(room, error);
    },

    snapshot(state, { snapshot }) {
      const room = state.rooms.get(snapshot.room);
      if (!room) return;
      const fits = snapshot.status === 'resumed' && room.epoch === snapshot.epoch;
      room.phase = 'joined';
      room.outcome = null;
      room.removal = null;
      const jumps = snapshot.status === 'gap' && room.epoch === snapshot.epoch && room.messages.length > 0;
      if (!fits && !jumps) startAnew(room, snapshot);
      room.epoch = snapshot.epoch;
      room.firstSeq = snapshot.first_seq;
      const { seq: seenSeq, unread } = room;
      if (fits || jumps) markMissed(state, room, snapshot);
      if (jumps) leap(room, snapshot);
      for (const message of snapshot.messages) parlor.messages.add(state, room, message, fits || jumps, false);
      for (const message of snapshot.changed || []) parlor.messages.replace(room, message);
      room.seq = Math.max(fits ? room.seq : 0, snapshot.seq);
      setFacts(room, snapshot);
      if (room.slowMode > 0 && !parlor.isModerator(state, room)) {
        const last = snapshot.messages.findLast((message) => isMine(state, message));
        if (last) room.slowUntil = Math.max(room.slowUntil, last.date + room.slowMode);
      }
      room.mutedUntil = snapshot.muted_until === undefined ? 0 : snapshot.muted_until || Infinity;
      setMembers(room, snapshot.members, snapshot.count);
      room.presence = snapshot.presence || (snapshot.complete ? 'full' : 'count');
      if (room.readSeq !== null && !fits && !jumps) countUnread(state, room);
      if (room.readSeq !== null && isAllRead(state, room)) Object.assign(room, { readSeq: null, unread: 0 });
      // Only a part of what was missed has come.
      if (jumps && (state.current !== room.id || !state.attentive)) room.unread = unread + room.seq - seenSeq;
    },

    left(state, { room: id }) {
      state.rooms.delete(id);
      if (state.current === id) selectRoom(state, state.rooms.keys().next().value ?? null);
    },

    select(state, { room }) {
      if (state.rooms.has(room)) selectRoom(state, room);
    },

    // Whether the reader sees what comes in: the window is in front and the newest message in view.
    attention(state, { attentive }) {
      state.attentive = attentive;
      if (!attentive) return;
      const room = state.rooms.get(state.current);
      if (room) room.unread = 0;
    },

    seek(state, { room: id, seq }) {
      const room = state.rooms.get(id);
      if (room) Object.assign(room, { sought: seq, seeking: true });
    },

    // The message a link led to is in view.
    found(state, { room: id }) {
      const room = state.rooms.get(id);
      if (room) room.seeking = false;
    },

    // The reader has not come to the end: what is below the line counts as unread again.
    behind(state, { room: id }) {
      const room = state.rooms.get(id);
      if (!room || room.readSeq === null) return;
      const isNew = (message) => message.seq > room.readSeq && !isMine(state, message);
      const missing = room.gaps.filter((gap) => gap.from > room.readSeq).reduce((sum, gap) => sum + gap.to - gap.from + 1, 0);
      room.unread = room.messages.filter(isNew).length + missing;
    },

    // The reader has gone on from the message a link led to.
    unsought(state, { room: id }) {
      const room = state.rooms.get(id);
      if (room && !room.seeking) room.sought = null;
    },

    // Where one was in the transcript when one went to another room: {seq, offset}, or null for the end.
    place(state, { room: id, place }) {
      const room = state.rooms.get(id);
      if (room) room.place = place;
    },

    draft(state, { room: id, text }) {
      const room = state.rooms.get(id);
      if (room) room.draft = text;
    },

    // A command that was refused, for whoever is not writing something else by now.
    handedBack(state, { room: id, text }) {
      const room = state.rooms.get(id);
      if (!room || room.draft !== '' || text === '') return;
      room.draft = text;
      room.handed += 1;
    },

    // Where the reader had come to before a reload.
    remembered(state, { room: id, epoch, seq }) {
      const room = state.rooms.get(id);
      if (room && room.epoch === null) Object.assign(room, { readSeq: seq, readEpoch: epoch });
    },

    room_update(state, update) {
      const room = state.rooms.get(update.room);
      if (!room) return;
      setFacts(room, update);
      if (update.count !== undefined) room.count = update.count;
      if (update.presence !== undefined) room.presence = update.presence;
    },

    // The numbers start again; the connection joins anew, and the snapshot replaces what is here.
    room_reset(state, { room: id }) {
      const room = state.rooms.get(id);
      if (room && room.phase === 'joined') room.phase = 'joining';
    },

    kicked(state, { room: id, reason, by, banned_until }) {
      const room = state.rooms.get(id);
      if (!room) return;
      room.phase = 'out';
      room.outcome = { kind: 'kicked', reason, by, until: banned_until };
      // Who is out is neither muted here nor free to write.
      state.notices = state.notices.filter((notice) => notice.room !== id || !['muted', 'unmuted'].includes(notice.code));
      parlor.pending.fail(room, { code: 'not_in_room' });
    },

    listing(state, { listing }) {
      state.listing = listing;
    },

    // --- People ---

    member_add(state, { member }) {
      const room = state.rooms.get(member.room);
      if (!room) return;
      if (!room.members.has(member.id) && room.presence === 'full') room.count += 1;
      room.members.set(member.id, member);
    },

    member_delete(state, { room: id, member }) {
      const room = state.rooms.get(id);
      if (!room || !room.members.delete(member)) return;
      room.typing.delete(member);
      if (room.presence === 'full') room.count = Math.max(room.members.size, room.count - 1);
    },

    member_update(state, { member }) {
      for (const room of state.rooms.values()) {
        const known = room.members.get(member.id);
        if (known) room.members.set(member.id, { ...known, ...member, room: room.id, socket: known.socket });
      }
      if (state.me && state.me.id === member.id) state.me = { ...state.me, ...member };
    },

    member_history(state, { members }) {
      const list = Object.values(members);
      const room = list.length > 0 && state.rooms.get(list[0].room);
      if (!room || room.phase !== 'joined') return;
      room.presence = 'full';
      setMembers(room, list, Math.max(list.length, room.count));
    },

    typing(state, { room: id, member, username, now }) {
      const room = state.rooms.get(id);
      const mine = state.me !== null && state.me.id === member;
      if (room && !mine) room.typing.set(member, { name: username, until: now + TYPING_MS });
    },
  });

  const isMine = (state, message) => state.me !== null && message.from === state.me.id;

  function selectRoom(state, id) {
    // One is there already: after a reconnect, what was unread is so still.
    if (state.current === id) return;
    const before = state.rooms.get(state.current);
    if (before) before.readSeq = null;
    state.current = id;
    const room = state.rooms.get(id);
    if (!room) return;
    if (room.unread > 0 && room.readSeq === null) room.readSeq = room.seq - room.unread;
    // Where one was further up, what is below is as unread as before.
    if (!room.place) room.unread = 0;
  }

  function startAnew(room, snapshot) {
    room.wasReset = room.epoch !== null && snapshot.epoch !== room.epoch;
    const known = room.epoch === null ? room.readEpoch : room.epoch;
    // What has been read is only comparable within one epoch.
    if (known !== snapshot.epoch) room.readSeq = null;
    else if (room.epoch !== null) room.readSeq = room.seq;
    room.messages = [];
    room.gaps = [];
    room.older = 'idle';
    room.seq = 0;
  }

  // Whether nobody else has written anything above what was read, as far as that is known.
  function isAllRead(state, room) {
    if (room.gaps.some((gap) => gap.to > room.readSeq) || parlor.oldestSeq(room) > room.readSeq + 1) return false;
    return !room.messages.some((message) => message.seq > room.readSeq && !isMine(state, message));
  }

  // After an absence a line shows where the reader had come to, if somebody else has written since.
  function markMissed(state, room, { messages }) {
    if (room.unread > 0) return;
    if (messages.some((message) => message.seq > room.seq && !isMine(state, message))) room.readSeq = room.seq;
  }

  // More was missed than comes at once: what is between stays open, to be filled when the reader wants it.
  function leap(room, { gap, messages, first_seq }) {
    const from = room.seq + 1;
    const to = messages.length > 0 ? messages[0].seq - 1 : gap.to_seq;
    // What was trimmed meanwhile, on this side of the gap as well, cannot come any more.
    const lost = Math.min(to, first_seq - 1);
    parlor.gaps.open(room, from, lost, { trimmed: true, missed: true });
    parlor.gaps.open(room, Math.max(from, lost + 1), to, { missed: true });
  }

  function countUnread(state, room) {
    if (room.id !== state.current) room.unread = Math.max(0, room.seq - room.readSeq);
  }

  function setFacts(room, facts) {
    if (facts.topic !== undefined) room.topic = facts.topic || '';
    if (facts.locked !== undefined) room.locked = Boolean(facts.locked);
    if (facts.slow_mode !== undefined) room.slowMode = facts.slow_mode || 0;
    if (room.slowMode === 0) room.slowUntil = 0;
  }

  function setMembers(room, members, count) {
    room.members = new Map(members.map((member) => [member.id, member]));
    room.count = Math.max(count ?? 0, members.length);
  }
})((globalThis.Parlor ??= {}));
