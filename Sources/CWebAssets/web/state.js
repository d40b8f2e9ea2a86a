// What the page knows, and how each thing that happens changes it. Nothing here touches the network, the clock or the
// document: what happened comes in as an event `{type, …}`, so that all of it can be tested by itself.
(function (parlor) {
  'use strict';

  // How much of a room the page keeps. The oldest go first, and scrolling up fetches them again.
  const KEPT_MESSAGES = 20000;
  const KEPT_NOTICES = 5;
  const TYPING_MS = 5000;

  parlor.newState = function () {
    return {
      link: { phase: 'connecting', retryAt: 0, error: null, offline: false },
      storeAway: false,
      me: null,
      rooms: new Map(), // id → room, in the order of joining
      current: null,
      notices: [], // {key, severity, text, code?}
      dismissed: new Set(), // their keys: announcements are said again at each connection
      attentive: true, // whether the reader sees the newest message of the current room come in
      listing: null, // {rooms, cursor, loading, error}
    };
  };

  function newRoom(id) {
    return {
      id,
      phase: 'joining', // joining · joined · out
      outcome: null, // why we are out: {kind: 'kicked' | 'refused', …}
      topic: '',
      locked: false,
      slowMode: 0, // ms between two messages of one person
      slowUntil: 0, // when the reader may write again
      mutedUntil: 0, // until when the reader is muted: ms since 1970, Infinity, 0 for not
      epoch: null,
      seq: 0, // the newest we know of
      firstSeq: 1, // the oldest the server still has
      messages: [], // rising by seq; what is missing in between is in the gaps
      gaps: [], // see gaps.js
      older: 'idle', // idle · loading · failed
      wasReset: false,
      pending: [], // our own without an answer: {clientID, text, state, tried, shownAs, error, at, retryAt}
      written: 0, // how many messages the reader has written here
      members: new Map(),
      count: 0,
      presence: 'full',
      typing: new Map(), // member id → {name, until}
      draft: '',
      unread: 0,
      sought: null, // the message a link led to
      readSeq: null, // messages above it are new to the reader
    };
  }

  // Applies one event. Unknown events change nothing.
  parlor.apply = function (state, event) {
    const handler = handlers[event.type];
    if (handler) handler(state, event);
  };

  const handlers = {
    // --- The connection ---

    connecting(state) {
      state.link = { ...state.link, phase: 'connecting', retryAt: 0 };
    },

    // The connection stands; who we are comes next, at once unless the store is away.
    greeted(state) {
      state.link = { ...state.link, phase: 'greeted', error: null };
    },

    // The transport is gone: what was under way is sent again after the next join, with the same client id.
    disconnected(state, { phase, retryAt, error }) {
      state.link = { ...state.link, phase, retryAt: retryAt || 0, error: error || null };
      state.storeAway = false;
      for (const room of state.rooms.values()) {
        if (room.phase === 'joined') room.phase = 'joining';
        room.typing.clear();
        for (const message of room.pending) if (message.state === 'sending') message.state = 'waiting';
      }
    },

    offline(state, { offline }) {
      state.link = { ...state.link, offline };
    },

    session(state, { member }) {
      state.link = { ...state.link, phase: 'live', retryAt: 0, error: null };
      state.me = member;
      // The server that was about to stop is another one now.
      state.notices = state.notices.filter((notice) => notice.code !== 'server_stopping');
    },

    // --- Rooms ---

    joining(state, { room: id, select }) {
      const room = state.rooms.get(id) || newRoom(id);
      state.rooms.set(id, room);
      room.phase = 'joining';
      room.outcome = null;
      if (select || state.current === null) selectRoom(state, id);
    },

    joinRefused(state, { room: id, error }) {
      const room = state.rooms.get(id);
      if (!room) return;
      room.phase = 'out';
      room.outcome = { kind: 'refused', error };
      failPending(room, error);
    },

    snapshot(state, { snapshot }) {
      const room = state.rooms.get(snapshot.room);
      if (!room) return;
      const fits = snapshot.status === 'resumed' && room.epoch === snapshot.epoch;
      room.phase = 'joined';
      room.outcome = null;
      const jumps = snapshot.status === 'gap' && room.epoch === snapshot.epoch && room.messages.length > 0;
      if (!fits && !jumps) startAnew(room, snapshot);
      room.epoch = snapshot.epoch;
      room.firstSeq = snapshot.first_seq;
      if (fits || jumps) markMissed(state, room, snapshot);
      if (jumps) leap(room, snapshot);
      for (const message of snapshot.messages) addMessage(state, room, message, fits || jumps);
      for (const message of snapshot.changed || []) replaceMessage(room, message);
      room.seq = Math.max(fits ? room.seq : 0, snapshot.seq);
      setFacts(room, snapshot);
      setMembers(room, snapshot.members, snapshot.count);
      room.presence = snapshot.presence || (snapshot.complete ? 'full' : 'count');
      if (room.readSeq !== null && !fits && !jumps) countUnread(state, room);
      if (jumps) room.unread = state.current === room.id ? 0 : room.seq - room.readSeq;
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
      if (room) room.sought = seq;
    },

    draft(state, { room: id, text }) {
      const room = state.rooms.get(id);
      if (room) room.draft = text;
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
      failPending(room, { code: 'not_in_room' });
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

    // --- Messages ---

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

    messages_restored(state, { room: id, from_seq }) {
      const room = state.rooms.get(id);
      if (room) room.firstSeq = Math.min(room.firstSeq, from_seq);
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
      if (page.epoch !== room.epoch || oldestSeq(room) !== before) return;
      const fresh = page.messages.filter((message) => message.seq < before);
      room.messages = fresh.concat(room.messages);
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

    // --- Sending ---

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

    retry(state, { room, clientID }) {
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

    // --- What the server says ---

    notice(state, { notice }) {
      const room = state.rooms.get(notice.room);
      if (room && notice.code === 'muted') room.mutedUntil = notice.until ?? Infinity;
      if (room && notice.code === 'unmuted') room.mutedUntil = 0;
      if (notice.code === 'store_unavailable') state.storeAway = true;
      else if (notice.code === 'store_available') state.storeAway = false;
      else if (notice.code === 'announcement_ended') {
        state.notices = state.notices.filter((known) => known.key !== notice.key);
      } else if (!state.dismissed.has(notice.key)) {
        const others = state.notices.filter((known) => known.key !== notice.key);
        state.notices = others.concat(notice).slice(-KEPT_NOTICES);
      }
    },

    store(state, { away }) {
      state.storeAway = away;
    },

    dismiss(state, { key }) {
      state.dismissed.add(key);
      state.notices = state.notices.filter((notice) => notice.key !== key);
    },

    // Time passed: what was only true for a while ends.
    tick(state, { now }) {
      for (const room of state.rooms.values()) {
        if (room.mutedUntil <= now) room.mutedUntil = 0;
        if (room.slowUntil <= now) room.slowUntil = 0;
        for (const [member, typing] of room.typing) if (typing.until <= now) room.typing.delete(member);
      }
    },
  };

  // --- Steps shared by the handlers ---

  function selectRoom(state, id) {
    const before = state.rooms.get(state.current);
    if (before && state.current !== id) before.readSeq = null;
    state.current = id;
    const room = state.rooms.get(id);
    if (!room) return;
    if (room.unread > 0 && room.readSeq === null) room.readSeq = room.seq - room.unread;
    room.unread = 0;
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

  // After an absence a line shows where the reader had come to, if somebody else has written since.
  function markMissed(state, room, { messages }) {
    if (room.unread > 0) return;
    const mine = (message) => state.me !== null && message.from === state.me.id;
    if (messages.some((message) => message.seq > room.seq && !mine(message))) room.readSeq = room.seq;
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

  // Adds a message at its place, once. `live` ones count as unread in rooms that are not being looked at.
  function addMessage(state, room, message, live) {
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
    if (mine) settlePending(room, message);
    if (live && !mine && (state.current !== room.id || !state.attentive)) {
      if (room.unread === 0 && state.current === room.id) room.readSeq = message.seq - 1;
      room.unread += 1;
    }
  }

  const has = (room, seq) => room.messages.some((message) => message.seq === seq);

  const inGap = (room, seq) => room.gaps.some((gap) => gap.from <= seq && seq <= gap.to);

  function countUnread(state, room) {
    if (room.id !== state.current) room.unread = Math.max(0, room.seq - room.readSeq);
  }

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

  function replaceMessage(room, message) {
    const index = room.messages.findIndex((known) => known.seq === message.seq);
    if (index >= 0) {
      room.messages = room.messages.slice();
      room.messages[index] = message;
    } else if (room.messages.length > 0 && message.seq > oldestSeq(room) && message.seq < room.seq && !inGap(room, message.seq)) {
      room.messages = room.messages.concat(message).sort((a, b) => a.seq - b.seq);
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

  // --- Questions to the state ---

  const oldestSeq = (room) => (room.messages.length > 0 ? room.messages[0].seq : room.seq + 1);

  // The `seq` below which older messages can be asked for, or null when all that exist are here.
  parlor.olderBefore = function (room) {
    const oldest = oldestSeq(room);
    return oldest > room.firstSeq ? oldest : null;
  };

  // What `join` sends so that it continues where we are.
  parlor.since = function (room) {
    return room.epoch === null ? undefined : { epoch: room.epoch, seq: room.seq };
  };

  parlor.unreadTotal = function (state) {
    let total = 0;
    for (const room of state.rooms.values()) total += room.unread;
    return total;
  };

  // Whether the reader may act on others in this room.
  parlor.isModerator = function (state, room) {
    const own = state.me === null ? null : room.members.get(state.me.id) ?? state.me;
    return own !== null && (own.role === 'moderator' || own.role === 'admin');
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
