// What outlives the page, and the address it was opened with. Browsers may refuse storage: then the page lives without.
(function (parlor) {
  'use strict';

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

  // An access token lies there as it is, so that another page of this origin can put one there before it leads here.
  const TOKEN = 'parlor.token';

  function token() {
    try {
      return forThisTab().getItem(TOKEN)?.trim() || null;
    } catch {
      return lentToken;
    }
  }

  function setToken(text) {
    lentToken = text;
    try {
      if (text === null) forThisTab().removeItem(TOKEN);
      else forThisTab().setItem(TOKEN, text);
    } catch {
      // Forbidden: it is kept as long as the page lives.
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

  const ROOMS_KEPT = 200;

  // How far each room was read by the tab that came furthest; those read last are kept.
  function furthest(known, more) {
    const all = { ...known };
    for (const [room, { epoch, seq }] of Object.entries(more)) {
      const before = all[room];
      delete all[room];
      all[room] = before?.epoch === epoch && before.seq > seq ? before : { epoch, seq };
    }
    return Object.fromEntries(Object.entries(all).slice(-ROOMS_KEPT));
  }

  const forGood = () => localStorage;
  const forThisTab = () => sessionStorage;

  let lentToken = null;
  let positions = read(forThisTab, 'positions', {});
  const lastRead = read(forGood, 'positions', {}); // by any tab, when this one was opened

  const tab = read(forThisTab, 'tab', null) ?? parlor.newClientID();
  write(forThisTab, 'tab', tab);
  const leftovers = parlor.leftovers({ storage: forGood, locks: navigator.locks, tab });

  // Who signs in with a token leaves nothing on the machine.
  function layDown() {
    try {
      leftovers.keep(token() ? { unsent: {}, drafts: {} } : { unsent: memory.unsent(), drafts: memory.drafts() });
    } catch {
      // Full or forbidden: it goes with the tab.
    }
  }

  // Who one is belongs to the browser; which rooms are open and how far they are read, to the tab.
  const memory = {
    resume: () => read(forGood, 'resume', null),
    setResume: (token) => token && write(forGood, 'resume', token),
    token,
    setToken,
    rooms: () => read(forThisTab, 'rooms', null) ?? read(forGood, 'rooms', []),
    setRooms: (rooms) => {
      write(forThisTab, 'rooms', rooms);
      write(forGood, 'rooms', rooms);
    },
    current: () => read(forThisTab, 'current', null),
    setCurrent: (room) => room !== null && write(forThisTab, 'current', room),
    position: (room) => positions[room] ?? lastRead[room],
    // Of rooms that are not named, what was known stays.
    setPositions: (more) => {
      const before = JSON.stringify(positions);
      positions = { ...positions, ...more };
      if (JSON.stringify(positions) === before) return;
      write(forThisTab, 'positions', positions);
      if (!token()) write(forGood, 'positions', furthest(read(forGood, 'positions', {}), more));
    },
    startRoom: () => parlor.roomName(place().room),
    drafts: () => read(forThisTab, 'drafts', {}),
    setDrafts: (drafts) => {
      write(forThisTab, 'drafts', drafts);
      layDown();
    },
    // What was written and never answered, by room; also of rooms that one has left. Another tab must not send it too.
    unsent: () => read(forThisTab, 'unsent', {}),
    setUnsent: (unsent) => {
      write(forThisTab, 'unsent', unsent);
      layDown();
    },
    // What tabs that are gone left behind becomes this one's. What they had not sent is not sent without asking.
    adopt: async () => {
      if (token()) return;
      try {
        const { unsent, drafts } = await leftovers.take();
        const own = memory.unsent();
        for (const [room, messages] of Object.entries(unsent)) {
          const asked = messages.map((message) => ({ failed: { code: 'page_closed' }, ...message }));
          own[room] = (own[room] ?? []).concat(asked);
        }
        memory.setUnsent(own);
        memory.setDrafts({ ...drafts, ...memory.drafts() });
      } catch {
        // The browser gives no storage: nothing was left.
      }
    },
    dismissed: () => read(forGood, 'dismissed', []),
    // Other tabs may have dismissed others.
    setDismissed: (keys) => write(forGood, 'dismissed', [...new Set([...memory.dismissed(), ...keys])].slice(-50)),
  };

  Object.assign(parlor, { memory, place });
})((globalThis.Parlor ??= {}));
