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

  // A link may name a room, and a message there: …/#tea/12
  function place() {
    let hash = location.hash.slice(1);
    try {
      hash = decodeURIComponent(hash);
    } catch {
      // What is no text names no room.
    }
    const [room, seq] = hash.split('/');
    return { room, seq: /^[1-9][0-9]{0,15}$/.test(seq ?? '') ? Number(seq) : null };
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
    startRoom: () => {
      const name = place().room;
      return /^[a-z0-9][a-z0-9._-]{0,63}$/.test(name) ? name : null;
    },
    drafts: () => read(forThisTab, 'drafts', {}),
    setDrafts: (drafts) => write(forThisTab, 'drafts', drafts),
  };

  // --- State and view ---

  const state = parlor.newState();
  const address = (rel) => document.querySelector(`link[rel="${rel}"]`)?.href;
  const ui = Vue.reactive({
    version: 0, now: Date.now(), sideOpen: false, deleting: null, spoken: '', icon: address('icon'), licenses: address('license'),
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
      ui.now = Date.now();
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
    if (state.current && place().room !== state.current) history.replaceState(null, '', `#${state.current}`);
    icon.mark(unread);
  }

  // The picture of the tab has a number while something is unread.
  const icon = {
    plain: address('icon'),
    mark(count) {
      const link = document.querySelector('link[rel="icon"]');
      const words = count > 9 ? '9+' : String(count);
      const picture = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="9" fill="#5b5bd6"/>`
        + `<text x="16" y="23" font-family="sans-serif" font-size="20" font-weight="700" text-anchor="middle" fill="#fff">${words}</text></svg>`;
      const wanted = count > 0 ? `data:image/svg+xml,${encodeURIComponent(picture)}` : this.plain;
      if (link.href !== wanted) link.href = wanted;
    },
  };

  const connection = parlor.connect({ state, memory, happened });

  // --- What is written ---

  function say(text, severity = 'info') {
    happened({ type: 'notice', notice: { severity, text, key: crypto.randomUUID?.() ?? String(Math.random()) } });
  }

  // A message, or a command; answers whether it was taken.
  function takeLine(id, line) {
    const room = state.rooms.get(id);
    const own = room && state.me && room.members.get(state.me.id);
    const command = parlor.command(line, room ? parlor.peopleOf(room) : [], own ? own.role : state.me?.role, room?.messages);
    if (command.say !== undefined) {
      connection.send(id, command.say);
      return true;
    }
    if (command.problem) {
      say(command.problem, 'warning');
      return false;
    }
    const failed = (error) => error && say(parlor.explain(error), 'warning');
    switch (command.act) {
      case 'help': say(parlor.texts.commands.help); break;
      case 'join': actions.join(command.room.toLowerCase()); break;
      case 'leave': actions.leave(id); break;
      case 'nick': connection.rename(command.name, failed); break;
      case 'moderate': moderate(id, command.request, command.name);
    }
    return true;
  }

  function moderate(id, request, name) {
    connection.moderate(id, request, (answer) =>
      answer.ok ? say(parlor.texts.commands.done(request.act, name)) : say(parlor.explain(answer.error), 'warning'));
  }

  const closeSide = () => { ui.sideOpen = false; };
  const actions = {
    select: (room) => { happened({ type: 'select', room }); closeSide(); },
    join: (room) => { connection.join(room); closeSide(); },
    leave: connection.leave,
    write: takeLine,
    retry: connection.retry,
    discard: (room, clientID) => happened({ type: 'discard', room, clientID }),
    draft: (room, text) => {
      parlor.apply(state, { type: 'draft', room, text });
      memory.setDrafts({ ...memory.drafts(), [room]: text || undefined });
    },
    moderate,
    askDeletion: (message) => { ui.deleting = message; },
    cancelDeletion: () => { ui.deleting = null; },
    members: connection.members,
    typing: connection.typing,
    loadOlder: connection.loadOlder,
    fillGap: connection.fillGap,
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
    const rooms = [...state.rooms.values()];
    const ends = (ms) => ms > 0 && ms < Infinity;
    const counts = (room) => ends(room.mutedUntil) || room.slowUntil > 0 || room.outcome?.until || room.outcome?.error?.until;
    if (state.link.phase === 'waiting' || rooms.some(counts)) ui.now = Date.now();
    const passes = (room) => room.typing.size > 0 || ends(room.mutedUntil) || room.slowUntil > 0;
    if (rooms.some(passes)) happened({ type: 'tick', now: Date.now() });
  }, 500);

  document.addEventListener('visibilitychange', attend);
  attend();
  window.addEventListener('hashchange', () => {
    const room = memory.startRoom();
    if (room !== null && room !== state.current) state.rooms.has(room) ? actions.select(room) : actions.join(room);
    const { seq } = place();
    if (room !== null && seq !== null) connection.seek(room, seq);
  });

  // The message the link led to.
  const { room: linkedRoom, seq: linkedSeq } = place();
  if (linkedSeq !== null) setTimeout(() => connection.seek(linkedRoom, linkedSeq), 0);

  Vue.createApp({
    render: () => parlor.view({ state, ui: { ...ui }, actions, version: ui.version }),
  }).mount('#app');
})((globalThis.Parlor ??= {}));
