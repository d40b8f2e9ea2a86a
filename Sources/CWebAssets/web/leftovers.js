// What a tab that was closed for good had not sent, or not finished writing: the next page of this browser takes it over.
// A tab that lives holds a lock of its name, so that nobody takes what is still its own. Browsers have locks only where
// the connection is safe (HTTPS, or the own machine): elsewhere such text goes with its tab.
(function (parlor) {
  'use strict';

  const PREFIX = 'parlor.left.';
  const TAKING = 'parlor.taking';
  const NOTHING = JSON.stringify({ unsent: {}, drafts: {} });

  // `storage` is shared by all tabs, `locks` is the browser's `navigator.locks` or undefined, `tab` names this one.
  parlor.leftovers = function ({ storage, locks, tab }) {
    const own = PREFIX + tab;
    // The lock is given up with the page. A tab that was duplicated has its original's name, and both hold it.
    locks?.request(own, { mode: 'shared' }, () => new Promise(() => {}));

    // Lays down what the next page is to find if this one goes; empty objects: nothing.
    function keep({ unsent, drafts }) {
      if (!locks) return;
      const text = JSON.stringify({ unsent, drafts });
      if (text === NOTHING) storage().removeItem(own);
      else storage().setItem(own, text);
    }

    // Takes what those left that are gone: `unsent` is a list of messages for each room, `drafts` a text.
    async function take() {
      const found = { unsent: {}, drafts: {} };
      // If another page is just at it, it has what there is.
      await locks?.request(TAKING, { ifAvailable: true }, async (lock) => {
        if (!lock) return;
        const living = new Set((await locks.query()).held.map(({ name }) => name));
        const kept = Array.from({ length: storage().length }, (_, index) => storage().key(index));
        for (const key of kept) {
          if (!key.startsWith(PREFIX) || key === own || living.has(key)) continue;
          add(found, storage().getItem(key));
          storage().removeItem(key);
        }
      });
      return found;
    }

    return { keep, take };
  };

  function add(found, text) {
    let left;
    try {
      left = JSON.parse(text);
    } catch {
      return; // not written by this page
    }
    for (const [room, messages] of Object.entries(left?.unsent ?? {})) {
      if (Array.isArray(messages)) found.unsent[room] = (found.unsent[room] ?? []).concat(messages);
    }
    Object.assign(found.drafts, left?.drafts);
  }
})((globalThis.Parlor ??= {}));
