// Puts the page together: state, connection, view, and what outlives the page.
(function (parlor) {
  'use strict';

  const { memory, place } = parlor;

  // --- State and view ---

  const state = parlor.newState();
  state.dismissed = new Set(memory.dismissed());
  const address = (rel) => document.querySelector(`link[rel="${rel}"]`)?.href;
  const ui = Vue.reactive({
    version: 0, now: Date.now(), sideOpen: false, narrow: false, deleting: null, spoken: [], icon: address('icon'), licenses: address('license'),
  });

  let drawn = true;
  function happened(event) {
    parlor.apply(state, event);
    if (event.type === 'message') speak(event.message);
    if (event.type === 'sent') settled(event);
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

  const SPOKEN_LINES = 5;

  // New messages of the room one looks at are read aloud by screen readers.
  function speak(message) {
    const mine = state.me !== null && message.from === state.me.id;
    if (mine || message.room !== state.current || message.kind === 'deleted') return;
    const text = parlor.texts.spoken(message.username, message.message.replaceAll('```', ' '));
    ui.spoken = ui.spoken.concat({ key: message.seq, text }).slice(-SPOKEN_LINES);
  }

  function remember() {
    const positions = {};
    for (const room of state.rooms.values()) {
      if (room.epoch !== null) positions[room.id] = { epoch: room.epoch, seq: parlor.readUpTo(room) };
    }
    memory.setPositions(positions);
    memory.setCurrent(state.current);
    keepUnsent();
    const unread = parlor.unreadTotal(state);
    const room = state.current ? `#${state.current} · ` : '';
    document.title = `${unread > 0 ? `(${parlor.texts.unread(unread)}) ` : ''}${room}${parlor.texts.product}`;
    // Who was removed from a room does not come back into it by a reload alone.
    const named = state.rooms.get(state.current)?.outcome?.kind === 'kicked' ? null : state.current;
    if (named && place().room !== named) history.replaceState({ room: named }, '', `#${named}`);
    if (!named && state.link.phase === 'live' && location.hash) history.replaceState(null, '', location.pathname);
    icon.mark(unread);
  }

  // An answer may come when the room is not open any more.
  function settled({ room, clientID }) {
    if (state.rooms.has(room)) return;
    const unsent = memory.unsent();
    unsent[room] = unsent[room]?.filter((message) => message.clientID !== clientID);
    memory.setUnsent(unsent);
  }

  let unsentBefore = JSON.stringify(memory.unsent());
  function keepUnsent() {
    const unsent = memory.unsent();
    for (const { id, pending } of state.rooms.values()) {
      const open = pending.filter((message) => message.state !== 'sent').map(({ clientID, text, at, state: phase, error }) =>
        ({ clientID, text, at, failed: phase === 'failed' ? error : undefined }));
      if (open.length > 0) unsent[id] = open;
      else delete unsent[id];
    }
    const now = JSON.stringify(unsent);
    if (now !== unsentBefore) memory.setUnsent(unsent);
    unsentBefore = now;
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

  const SAID_FOR_MS = { info: 20000, warning: 60000 };
  const PEOPLE_ASKED_FOR = 50; // when a name is not known here

  // What the page itself says: one thing at a time, and not for ever.
  function say(text, severity = 'info', code = undefined) {
    happened({ type: 'notice', notice: { severity, text, code, key: 'said', ends: Date.now() + SAID_FOR_MS[severity] } });
  }

  // A message, or a command; answers whether it was taken. `others` are people found on the server.
  function takeLine(id, line, others = null) {
    const room = state.rooms.get(id);
    const people = room ? parlor.peopleOf(room).concat(others ?? []) : [];
    const role = room ? parlor.roleIn(state, room) : state.me?.role;
    const command = parlor.command(line, people, role, room?.messages);
    if (command.unknown && others === null && room.members.size < room.count) {
      connection.findPeople({ room: id, match: command.unknown, enough: PEOPLE_ASKED_FOR }, ({ members, error }) => {
        if (error) refused(id, line, error);
        else if (!takeLine(id, line, members)) happened({ type: 'handedBack', room: id, text: line });
      });
      return true;
    }
    if (command.say !== undefined) {
      connection.send(id, command.say);
      return true;
    }
    if (command.problem) {
      say(command.problem, 'warning');
      return false;
    }
    const failed = (error) => error && refused(id, line, error);
    switch (command.act) {
      case 'help': say(parlor.texts.commands.help(parlor.commandsOf(role))); break;
      case 'join': actions.join(command.room); break;
      case 'leave': actions.leave(id); break;
      case 'nick': connection.rename(command.name, failed); break;
      case 'moderate': moderate(id, command.request, command.name, line);
    }
    return true;
  }

  function moderate(id, request, name, line = '') {
    connection.moderate(id, request, (answer) =>
      answer.ok ? say(parlor.texts.commands.done(request.act, name)) : refused(id, line, answer.error));
  }

  // What could not be done comes back to be mended, if nothing else is being written by now.
  function refused(id, line, error) {
    say(parlor.explain(error), 'warning', error.code);
    happened({ type: 'handedBack', room: id, text: line });
  }

  // Going somewhere is a step that the browser's Back undoes.
  function go(room) {
    if (state.current && place().room !== room) history.pushState({ room }, '', `#${room}`);
  }

  // On a phone the side covers the room: the keyboard goes there, and comes back.
  const narrow = matchMedia('(max-width: 720px)');
  ui.narrow = narrow.matches;
  narrow.addEventListener('change', () => { ui.narrow = narrow.matches; });
  const focus = (selector) => Vue.nextTick(() => document.querySelector(selector)?.focus());

  function openSide() {
    ui.sideOpen = true;
    focus('.close-side');
  }

  function closeSide() {
    if (!ui.sideOpen) return;
    ui.sideOpen = false;
    focus('.menu button');
  }

  const actions = {
    select: (room) => { go(room); happened({ type: 'select', room }); closeSide(); },
    join: (room) => { go(room); connection.join(room); closeSide(); },
    leave: connection.leave,
    write: takeLine,
    retry: connection.retry,
    discard: (room, clientID) => happened({ type: 'discard', room, clientID }),
    // Unless something else is being written.
    edit: (room, { clientID, text }) => {
      if (state.rooms.get(room)?.draft) return say(parlor.texts.writingAlready, 'warning');
      happened({ type: 'discard', room, clientID });
      happened({ type: 'handedBack', room, text });
      memory.setDrafts({ ...memory.drafts(), [room]: text });
    },
    draft: (room, text) => {
      parlor.apply(state, { type: 'draft', room, text });
      memory.setDrafts({ ...memory.drafts(), [room]: text || undefined });
    },
    moderate,
    askDeletion: (message) => { ui.deleting = message; },
    cancelDeletion: () => { ui.deleting = null; },
    findPeople: connection.findPeople,
    typing: connection.typing,
    loadOlder: connection.loadOlder,
    fillGap: connection.fillGap,
    atEnd: (yes) => {
      if (yes && !atEnd) movedOn();
      atEnd = yes;
      attend();
    },
    rename: connection.rename,
    browse: () => { connection.listRooms(); closeSide(); },
    moreRooms: () => connection.listRooms(true),
    closeBrowser: () => happened({ type: 'listing', listing: null }),
    tryNow: connection.tryNow,
    signIn: connection.signIn,
    dismiss: (key) => {
      happened({ type: 'dismiss', key });
      memory.setDismissed([...state.dismissed]);
      focus('.composer textarea');
    },
    found: (room) => happened({ type: 'found', room }),
    behind: (room) => happened({ type: 'behind', room }),
    place: (room, place) => parlor.apply(state, { type: 'place', room, place }),
    openSide,
    closeSide,
  };

  // --- Time and attention ---

  let atEnd = true;
  function attend() {
    const attentive = atEnd && !document.hidden;
    const isRead = attentive && state.rooms.get(state.current)?.unread > 0;
    if (attentive !== state.attentive || isRead) happened({ type: 'attention', attentive });
  }

  setInterval(() => {
    const rooms = [...state.rooms.values()];
    const ends = (ms) => ms > 0 && ms < Infinity;
    const counts = (room) => ends(room.mutedUntil) || room.slowUntil > 0 || room.outcome?.until || room.outcome?.error?.until;
    if (state.link.phase === 'waiting' || state.link.error?.until || rooms.some(counts)) ui.now = Date.now();
    const passes = (room) => room.typing.size > 0 || ends(room.mutedUntil) || room.slowUntil > 0;
    if (rooms.some(passes) || state.notices.some((notice) => notice.ends)) happened({ type: 'tick', now: Date.now() });
  }, 500);

  document.addEventListener('visibilitychange', attend);
  attend();
  // A link to a room, or to a message in it.
  function follow() {
    const { room: wanted, seq } = place();
    const room = parlor.roomName(wanted);
    if (wanted && room === null) return say(parlor.texts.noRoomName(wanted), 'warning');
    if (room === null) return;
    if (room !== state.current && state.rooms.has(room)) actions.select(room);
    else if (room !== state.current && history.state?.room === room) return stay();
    else if (room !== state.current) connection.join(room);
    if (seq !== null) connection.seek(room, seq);
  }

  // Who goes on from a message that a link led to and comes to the end is not brought back there by a reload.
  function movedOn() {
    const room = state.rooms.get(state.current);
    if (!room || room.sought === null || room.seeking) return;
    happened({ type: 'unsought', room: room.id });
    if (place().seq !== null) history.replaceState({ room: room.id }, '', `#${room.id}`);
  }

  // Going back to where one was does not enter a room that one has left since.
  function stay() {
    history.replaceState({ room: state.current }, '', state.current ? `#${state.current}` : location.pathname);
  }

  window.addEventListener('hashchange', follow);
  // The address does not change when the same link is followed again.
  document.addEventListener('click', (event) => {
    if (event.target.closest?.('a.time')?.hash === location.hash) follow();
  });

  const linked = place();
  if (linked.room && parlor.roomName(linked.room) === null) say(parlor.texts.noRoomName(linked.room), 'warning');
  else if (linked.seq !== null) connection.seek(parlor.roomName(linked.room), linked.seq);

  memory.adopt().then(connection.open);

  Vue.createApp({
    render: () => parlor.view({ state, ui: { ...ui }, actions, version: ui.version }),
  }).mount('#app');
})((globalThis.Parlor ??= {}));
