// What the page knows, and how each thing that happens changes it. Nothing here touches the network, the clock or the
// document: what happened comes in as an event `{type, …}`, so that all of it can be tested by itself.
(function (parlor) {
  'use strict';

  const KEPT_NOTICES = 5; // besides announcements, which stay until they end or are dismissed
  const isAnnounced = (notice) => notice.code === 'announcement';

  parlor.newState = function () {
    return {
      link: { phase: 'connecting', retryAt: 0, error: null, offline: false },
      storeAway: false,
      me: null,
      textBytes: 4096, // how long a message may be
      rooms: new Map(), // id → room, in the order of joining
      current: null,
      notices: [], // {key, severity, text, code?, room?, ends?}: those with `ends` go by themselves then
      dismissed: new Set(), // keys of announcements: these are said again at each connection
      attentive: true, // whether the reader sees the newest message of the current room come in
      listing: null, // {rooms, cursor, loading, error}
    };
  };

  parlor.newRoom = function (id) {
    return {
      id,
      phase: 'joining', // joining · joined · out
      outcome: null, // why we are out: {kind: 'kicked' | 'refused', …}
      removal: null, // the outcome before one tried to come back, if one was kicked
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
      handed: 0, // how often it was put there by the page
      unread: 0,
      sought: null, // the message a link led to
      seeking: false, // whether it still has to be brought into view
      place: null, // where the reader was before going to another room; null for the end
      readSeq: null, // messages above it are new to the reader
    };
  };

  // Whether the server lets nobody in without an access token that holds.
  parlor.wantsToken = ({ link }) => link.error?.code === 'unauthorized';

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
      // Those that go on are said again now.
      state.notices = state.notices.filter((notice) => !isAnnounced(notice));
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

    session(state, { member, textBytes }) {
      state.link = { ...state.link, phase: 'live', retryAt: 0, error: null };
      state.me = member;
      state.textBytes = textBytes ?? state.textBytes;
      // The server that was about to stop is another one now.
      const over = ['server_stopping', 'not_connected'];
      state.notices = state.notices.filter((notice) => !over.includes(notice.code));
    },

    // --- What the server says ---

    notice(state, { notice }) {
      const room = state.rooms.get(notice.room);
      if (room && notice.code === 'muted') room.mutedUntil = notice.until ?? Infinity;
      if (room && notice.code === 'unmuted') endMute(state, room);
      if (notice.code === 'store_unavailable') state.storeAway = true;
      else if (notice.code === 'store_available') state.storeAway = false;
      else if (notice.code === 'announcement_ended') {
        state.notices = state.notices.filter((known) => known.key !== notice.key);
      } else if (!state.dismissed.has(notice.key)) {
        const notices = state.notices.filter((known) => known.key !== notice.key).concat(notice);
        const passing = notices.filter((known) => !isAnnounced(known)).slice(-KEPT_NOTICES);
        state.notices = notices.filter((known) => isAnnounced(known) || passing.includes(known));
      }
    },

    store(state, { away }) {
      state.storeAway = away;
    },

    dismiss(state, { key }) {
      if (state.notices.some((notice) => notice.key === key && isAnnounced(notice))) state.dismissed.add(key);
      state.notices = state.notices.filter((notice) => notice.key !== key);
    },

    // Time passed: what was only true for a while ends.
    tick(state, { now }) {
      for (const room of state.rooms.values()) {
        if (room.mutedUntil > 0 && room.mutedUntil <= now) endMute(state, room);
        if (room.slowUntil <= now) room.slowUntil = 0;
        for (const [member, typing] of room.typing) if (typing.until <= now) room.typing.delete(member);
      }
      if (state.notices.some((notice) => notice.ends <= now)) {
        state.notices = state.notices.filter((notice) => !(notice.ends <= now));
      }
    },
  };

  // What was said of a mute goes with it.
  function endMute(state, room) {
    room.mutedUntil = 0;
    state.notices = state.notices.filter((notice) => notice.code !== 'muted' || notice.room !== room.id);
  }

  parlor.handlers = handlers;
})((globalThis.Parlor ??= {}));
