// What the page knows, and how each thing that happens changes it. Nothing here touches the network, the clock or the
// document: what happened comes in as an event `{type, …}`, so that all of it can be tested by itself.
(function (parlor) {
  'use strict';

  const KEPT_NOTICES = 5;

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

  parlor.newRoom = function (id) {
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
  };

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

  parlor.handlers = handlers;
})((globalThis.Parlor ??= {}));
