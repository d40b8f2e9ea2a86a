// Puts the page together: state, connection, view, and what outlives the page.
(function (parlor) {
  'use strict';

  // --- What outlives the page. Browsers may refuse storage: then the page lives without. ---

  function read(storage, key, otherwise) {
    try {
      return JSON.parse(storage().getItem(`parlor.${key}`)) ?? otherwise;
    } catch {
      return otherwise;
    }
  }

  function write(storage, key, value) {
    try {
      if (value === null) storage().removeItem(`parlor.${key}`);
      else storage().setItem(`parlor.${key}`, JSON.stringify(value));
    } catch {
      // Full or forbidden: the page goes on without a memory.
    }
  }

  const forGood = () => localStorage;
  const forThisTab = () => sessionStorage;

  // Who one is belongs to the browser; which rooms are open and how far they are read, to the tab.
  const memory = {
    resume: () => read(forGood, 'resume', null),
    setResume: (token) => token && write(forGood, 'resume', token),
    forget: () => write(forGood, 'resume', null),
    rooms: () => read(forThisTab, 'rooms', null) ?? read(forGood, 'rooms', []),
    setRooms: (rooms) => {
      write(forThisTab, 'rooms', rooms);
      write(forGood, 'rooms', rooms);
    },
    current: () => read(forThisTab, 'current', null),
    setCurrent: (room) => write(forThisTab, 'current', room),
    position: (room) => read(forThisTab, 'positions', {})[room],
    setPositions: (positions) => write(forThisTab, 'positions', positions),
    // A link may name a room: …/#tea
    startRoom: () => {
      const name = decodeURIComponent(location.hash.slice(1));
      return /^[a-z0-9][a-z0-9._-]{0,63}$/.test(name) ? name : null;
    },
  };

  // --- State and view ---

  const state = parlor.newState();
  const address = (rel) => document.querySelector(`link[rel="${rel}"]`)?.href;
  const ui = Vue.reactive({
    version: 0, now: Date.now(), sideOpen: false, spoken: '', icon: address('icon'), licenses: address('license'),
  });

  let drawn = true;
  function happened(event) {
    parlor.apply(state, event);
    if (event.type === 'message') speak(event.message);
    if (!drawn) return;
    drawn = false;
    // What arrives together is drawn once. (Not in an animation frame: hidden pages have none.)
    queueMicrotask(() => {
      drawn = true;
      ui.version += 1;
      remember();
    });
  }

  // New messages of the room one looks at are read aloud by screen readers.
  function speak(message) {
    const mine = state.me !== null && message.from === state.me.id;
    if (mine || message.room !== state.current || message.kind === 'deleted') return;
    ui.spoken = `${message.username}: ${message.message}`;
  }

  function remember() {
    const positions = {};
    for (const room of state.rooms.values()) {
      if (room.epoch !== null) positions[room.id] = { epoch: room.epoch, seq: room.seq - room.unread };
    }
    memory.setPositions(positions);
    memory.setCurrent(state.current);
    const unread = parlor.unreadTotal(state);
    const room = state.current ? `#${state.current} · ` : '';
    document.title = `${unread > 0 ? `(${parlor.texts.unread(unread)}) ` : ''}${room}${parlor.texts.product}`;
    if (state.current && location.hash.slice(1) !== state.current) history.replaceState(null, '', `#${state.current}`);
  }

  const connection = parlor.connect({ state, memory, happened });

  const closeSide = () => { ui.sideOpen = false; };
  const actions = {
    select: (room) => { happened({ type: 'select', room }); closeSide(); },
    join: (room) => { connection.join(room); closeSide(); },
    leave: connection.leave,
    send: connection.send,
    retry: connection.retry,
    discard: (room, clientID) => happened({ type: 'discard', room, clientID }),
    draft: (room, text) => parlor.apply(state, { type: 'draft', room, text }),
    typing: connection.typing,
    loadOlder: connection.loadOlder,
    atEnd: (yes) => { atEnd = yes; attend(); },
    rename: connection.rename,
    browse: () => { connection.listRooms(); closeSide(); },
    moreRooms: () => connection.listRooms(true),
    closeBrowser: () => happened({ type: 'listing', listing: null }),
    tryNow: connection.tryNow,
    dismiss: (key) => happened({ type: 'dismiss', key }),
    openSide: () => { ui.sideOpen = true; },
    closeSide,
  };

  // --- Time and attention ---

  let atEnd = true;
  function attend() {
    const attentive = atEnd && !document.hidden;
    if (attentive !== state.attentive) happened({ type: 'attention', attentive });
  }

  setInterval(() => {
    if (state.link.phase === 'waiting') ui.now = Date.now();
    if ([...state.rooms.values()].some((room) => room.typing.size > 0)) happened({ type: 'tick', now: Date.now() });
  }, 500);

  document.addEventListener('visibilitychange', attend);
  attend();
  window.addEventListener('hashchange', () => {
    const room = memory.startRoom();
    if (room !== null && room !== state.current) state.rooms.has(room) ? actions.select(room) : actions.join(room);
  });

  Vue.createApp({
    render: () => parlor.view({ state, ui: { ...ui }, actions, version: ui.version }),
  }).mount('#app');
})((globalThis.Parlor ??= {}));
