// The conversation with the server: one Socket.IO connection, what it says turned into events for the state, and what
// the reader wants turned into requests. It comes back by itself, and goes on in every room where it stopped.
(function (parlor) {
  'use strict';

  const ANSWER_MS = 10000; // how long a request waits for its answer
  const FIRST_DELAY_MS = 500; // before the first new attempt; each further one waits longer, up to the next figure
  const LONGEST_DELAY_MS = 8000;
  const TYPING_EVERY_MS = 3000;
  const PROBE_MS = 3000; // while the store is away
  const GOOD_NEWS_MS = 20000; // how long that one may write again is said
  const SEARCHED_AT_ONCE = 200; // people looked through by one request

  // `happened(event)` is told everything that changes the state; `memory` keeps what outlives the page.
  parlor.connect = function ({ state, memory, happened }) {
    let socket = null;
    let timer = null;
    let attempts = 0;
    let comeBackAfter = null; // said by a server that stops, in ms
    let startRoom = memory.startRoom();
    let lastTyping = 0;
    let shown = null; // the access token the server was shown last

    // --- The transport ---

    function open() {
      clearTimeout(timer);
      happened({ type: 'connecting' });
      if (socket === null) socket = makeSocket();
      socket.connect();
      // A server that takes the connection but says nothing must not hold us for ever.
      timer = setTimeout(() => socket.connected || giveUp(), 2 * ANSWER_MS);
    }

    function giveUp() {
      socket.disconnect();
      socket.io.engine?.close();
      again();
    }

    function makeSocket() {
      const made = io({
        transports: ['websocket', 'polling'],
        tryAllTransports: true,
        reconnection: false, // done here, so that the page can say when, and so that no answer is final by accident
        autoConnect: false,
        timeout: ANSWER_MS,
        auth: (give) => give(credentials()),
      });
      made.on('connect_error', refusedOrFailed);
      made.on('disconnect', (reason) => lost(reason));
      made.on('connect', () => happened({ type: 'greeted' }));
      made.on('session', welcomed);
      for (const [name, listener] of Object.entries(heard)) made.on(name, listener);
      return made;
    }

    // Without a room in mind the server chooses; with one we ask for none here and join by ourselves, which tells more.
    function credentials() {
      const auth = {};
      const resume = memory.resume();
      if (resume) auth.resume = resume;
      shown = memory.token();
      if (shown) auth.token = shown;
      if (state.rooms.size > 0 || startRoom !== null || memory.rooms().length > 0) auth.room = null;
      return auth;
    }

    function refusedOrFailed(error) {
      const code = error.data && error.data.code;
      if (code === 'unauthorized' && memory.token() !== shown) {
        // There is another one by now.
        again(0);
      } else if (code) {
        const { message, data } = error;
        if (code === 'unauthorized') memory.setToken(null);
        const isKnown = code === 'unauthorized' && shown === null;
        const words = isKnown ? { message: parlor.texts.signIn.needed } : { message, hint: data.hint };
        happened({ type: 'disconnected', phase: 'closed', error: { ...words, code, until: data.until } });
      } else {
        again();
      }
    }

    function lost(reason) {
      // `io client disconnect` is our own doing; after `io server disconnect` (removed from the last room) the reader
      // decides whether to come back.
      if (reason === 'io client disconnect') return;
      // Said as well when a connection ends that never came about, or was refused: that is known already.
      if (state.link.phase === 'waiting' || state.link.phase === 'closed') return;
      if (reason === 'io server disconnect') happened({ type: 'disconnected', phase: 'closed' });
      else again();
    }

    function again(delay = comeBackAfter ?? nextDelay()) {
      comeBackAfter = null;
      attempts += 1;
      clearTimeout(timer);
      happened({ type: 'disconnected', phase: 'waiting', retryAt: Date.now() + delay });
      timer = setTimeout(open, delay);
    }

    // Spread out, so that not everybody comes at the same moment.
    function nextDelay() {
      const longest = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 1.7 ** attempts);
      return longest * (0.5 + Math.random() / 2);
    }

    function tryNow() {
      if (state.link.phase === 'live' || state.link.phase === 'connecting') return;
      attempts = 0;
      open();
    }

    // With an access token, which the tab keeps until it is refused.
    function signIn(token) {
      memory.setToken(token);
      tryNow();
    }

    function welcomed(session) {
      attempts = 0;
      memory.setResume(session.resume);
      happened({ type: 'session', member: session.member, textBytes: session.text_bytes });
      const rooms = new Set(state.rooms.keys());
      for (const id of rooms.size > 0 ? [] : memory.rooms()) rooms.add(id);
      if (startRoom !== null) rooms.add(startRoom);
      if (rooms.size === 0 && session.room) rooms.add(session.room.room);
      const chosen = [startRoom, state.current, memory.current(), ...rooms].find((id) => rooms.has(id));
      for (const id of rooms) {
        const room = state.rooms.get(id);
        if (!room || room.phase === 'joining') join(id, id === chosen);
      }
      startRoom = null;
    }

    // --- What the server says by itself ---

    const heard = {
      messages: (message) => happened({ type: 'message', message }),
      message_update: (update) => happened({ ...update, type: 'message_update' }),
      messages_removed: (removal) => happened({ ...removal, type: 'messages_removed' }),
      messages_restored: (restored) => happened({ ...restored, type: 'messages_restored' }),
      member_add: (member) => happened({ type: 'member_add', member }),
      member_delete: (_, { room, member }) => happened({ type: 'member_delete', room, member: idOf(member) }),
      member_update: (update) => happened({ type: 'member_update', room: update.room, member: update.member }),
      member_history: (members) => happened({ type: 'member_history', members }),
      room_update: (update) => happened({ ...update, type: 'room_update' }),
      room_reset: (reset) => {
        happened({ ...reset, type: 'room_reset' });
        if (state.rooms.has(reset.room)) join(reset.room);
      },
      typing: (typing) => happened({ ...typing, type: 'typing', now: Date.now() }),
      kicked: (kick) => {
        happened({ ...kick, type: 'kicked' });
        rememberRooms();
      },
      notice: (notice) => {
        if (notice.code === 'server_stopping') comeBackAfter = notice.retry_after ?? null;
        const ends = notice.code === 'unmuted' ? Date.now() + GOOD_NEWS_MS : undefined;
        happened({ type: 'notice', notice: { ...notice, key: notice.act || parlor.newClientID(), ends } });
      },
    };

    const idOf = (member) => (typeof member === 'object' && member !== null ? member.id : member);

    // --- Requests ---

    // Calls `done(answer)` exactly once; without a connection or an answer it is an error like any other.
    function request(name, payload, done) {
      // Never before who asked has gone on.
      if (!isConnected()) return queueMicrotask(() => done({ ok: false, error: { code: 'not_connected' } }));
      socket.timeout(ANSWER_MS).emit(name, payload, (failure, answer) => {
        if (failure || !answer || typeof answer !== 'object') {
          return done({ ok: false, error: { code: socket.connected ? 'no_answer' : 'not_connected' } });
        }
        // Every answer tells whether the store is there.
        const away = answer.error?.code === 'store_unavailable';
        if (away || answer.ok) happened({ type: 'store', away });
        done(answer);
      });
    }

    function join(id, select) {
      happened({ type: 'joining', room: id, select });
      const remembered = memory.position(id);
      if (remembered) happened({ type: 'remembered', room: id, ...remembered });
      const draft = memory.drafts()[id];
      if (draft && !state.rooms.get(id).draft) happened({ type: 'draft', room: id, text: draft });
      takeUp(id);
      const payload = { room: id };
      const since = parlor.since(state.rooms.get(id));
      if (since) payload.since = since;
      request('join', payload, (answer) => joined(id, answer));
      rememberRooms();
    }

    function joined(id, answer) {
      const room = state.rooms.get(id);
      if (!room) return;
      if (answer.ok) {
        happened({ type: 'snapshot', snapshot: answer });
        sendWaiting(id);
        history.joined(id);
      } else if (answer.error.code === 'not_connected') {
        // The next connection joins again.
      } else if (parlor.passes(answer.error)) {
        setTimeout(() => {
          const wanted = state.rooms.get(id) === room && room.phase === 'joining' && state.link.phase === 'live';
          if (wanted) join(id);
        }, parlor.pauseOf(answer.error));
      } else {
        happened({ type: 'joinRefused', room: id, error: answer.error });
        rememberRooms();
      }
    }

    function leave(id) {
      if (state.rooms.get(id)?.phase === 'joined') request('leave', { room: id }, () => {});
      happened({ type: 'left', room: id });
      rememberRooms();
    }

    // Pages of a room's people, until there are `enough` or no more; a page may be empty although others follow.
    // `isWanted` is asked before each but the first: without it nobody waits for the answer any more.
    function findPeople(query, done, found = [], pages = 1) {
      const { room, match, enough, cursor, isWanted = () => true, most = Infinity } = query;
      const again = (from, members, count) => isWanted() && findPeople({ ...query, cursor: from }, done, members, count);
      const payload = { room, limit: match ? SEARCHED_AT_ONCE : enough };
      if (match) payload.match = match;
      if (cursor) payload.cursor = cursor;
      request('members', payload, (answer) => {
        if (answer.error?.code === 'rate_limited' && parlor.passes(answer.error)) {
          return setTimeout(() => again(cursor, found, pages), parlor.pauseOf(answer.error));
        }
        const members = found.concat(answer.members ?? []);
        const next = answer.cursor || null;
        if (answer.ok && next && members.length < enough && pages < most) return again(next, members, pages + 1);
        done({ members, cursor: answer.ok ? next : cursor, error: answer.ok ? null : answer.error });
      });
    }

    const moderate = (id, act, done) => request('moderate', { room: id, ...act }, done);

    function typing(id) {
      const now = Date.now();
      if (now - lastTyping < TYPING_EVERY_MS || state.rooms.get(id)?.phase !== 'joined' || !socket.connected) return;
      lastTyping = now;
      socket.volatile.emit('typing', { room: id });
    }

    function rename(name, done) {
      request('rename', { name }, (answer) => {
        const username = answer.member?.username ?? name;
        if (answer.ok) happened({ type: 'member_update', member: { ...state.me, username } });
        done(answer.ok ? null : answer.error);
      });
    }

    // A page of the list of rooms; `more` adds the next one to what is there.
    function listRooms(more = false) {
      const known = more && state.listing ? state.listing : { rooms: [], cursor: null };
      happened({ type: 'listing', listing: { ...known, loading: true, error: null } });
      const payload = known.cursor ? { cursor: known.cursor } : {};
      request('rooms', payload, (answer) => {
        const listing = answer.ok
          ? { rooms: known.rooms.concat(answer.rooms), cursor: answer.cursor || null, loading: false, error: null }
          : { ...known, loading: false, error: answer.error };
        if (state.listing) happened({ type: 'listing', listing });
      });
    }

    function rememberRooms() {
      memory.setRooms([...state.rooms.values()].filter((room) => room.phase !== 'out').map((room) => room.id));
    }

    const tell = (severity, text) => happened({ type: 'notice', notice: { severity, text, key: parlor.newClientID() } });

    function comeBack(id) {
      if (isConnected()) join(id, true);
      else {
        happened({ type: 'joining', room: id, select: true });
        rememberRooms();
        tryNow();
      }
    }

    // --- The device ---

    window.addEventListener('online', () => { happened({ type: 'offline', offline: false }); tryNow(); });
    window.addEventListener('offline', () => happened({ type: 'offline', offline: true }));
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible' && state.link.phase === 'waiting') tryNow();
    });

    // The store may be back without a word: joining again tells, and costs nothing.
    setInterval(() => {
      if (state.storeAway && state.rooms.get(state.current)?.phase === 'joined') join(state.current);
    }, PROBE_MS);

    const isConnected = () => socket !== null && socket.connected;
    const { send, sendWaiting, retry, takeUp } = parlor.sending({ state, memory, happened, request, isConnected });
    const history = parlor.history({ state, happened, request, tell });
    const { loadOlder, fillGap, seek } = history;
    return { open, join: comeBack, leave, send, retry, loadOlder, fillGap, seek, findPeople, moderate, typing, rename, listRooms, tryNow, signIn };
  };
})((globalThis.Parlor ??= {}));
