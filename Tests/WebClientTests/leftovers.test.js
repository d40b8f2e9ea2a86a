// What tabs leave behind, without a browser: a storage and locks that many tabs share.
'use strict';
const { test } = require('node:test');
const assert = require('node:assert');
require('../../Sources/CWebAssets/web/leftovers.js');
const { Parlor } = globalThis;

function browser() {
  const values = new Map();
  const held = [];
  const storage = {
    get length() { return values.size; },
    key: (index) => [...values.keys()][index],
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => values.set(key, value),
    removeItem: (key) => values.delete(key),
  };
  // As the Web Locks API has it: a lock is held for as long as its callback runs.
  const locks = {
    async request(name, options, callback) {
      const isFree = options.mode === 'shared' || !held.some((lock) => lock.name === name);
      if (!isFree) return callback(null);
      const lock = { name };
      held.push(lock);
      const result = await callback(lock);
      held.splice(held.indexOf(lock), 1);
      return result;
    },
    query: async () => ({ held: [...held], pending: [] }),
  };
  const open = (tab, safe = true) => Parlor.leftovers({ storage: () => storage, locks: safe ? locks : undefined, tab });
  const close = (tab) => held.splice(held.findIndex((lock) => lock.name === `parlor.left.${tab}`), 1);
  return { values, open, close, locks };
}

const message = { clientID: 'c1', text: 'hello', at: 1 };
const nothing = { unsent: {}, drafts: {} };

test('what a closed tab left is taken by the next one, once', async () => {
  const { open, close } = browser();
  open('a').keep({ unsent: { tea: [message] }, drafts: { tea: 'half a' } });
  close('a');
  assert.deepEqual(await open('b').take(), { unsent: { tea: [message] }, drafts: { tea: 'half a' } });
  assert.deepEqual(await open('c').take(), nothing);
});

test('what a living tab keeps is left to it, and so is what is one\'s own after a reload', async () => {
  const { open, close } = browser();
  open('a').keep({ unsent: { tea: [message] }, drafts: {} });
  assert.deepEqual(await open('b').take(), nothing);
  close('a');
  assert.deepEqual(await open('a').take(), nothing);
});

test('of a duplicated tab the other one still lives', async () => {
  const { open, close } = browser();
  open('a').keep({ unsent: { tea: [message] }, drafts: {} });
  open('a');
  close('a');
  assert.deepEqual(await open('b').take(), nothing);
});

test('what several tabs left in a room comes together', async () => {
  const { open, close } = browser();
  for (const tab of ['a', 'b']) {
    open(tab).keep({ unsent: { tea: [{ ...message, clientID: tab }] }, drafts: {} });
    close(tab);
  }
  assert.deepEqual((await open('c').take()).unsent.tea.map(({ clientID }) => clientID), ['a', 'b']);
});

test('a tab without anything unsent leaves nothing', () => {
  const { open, values } = browser();
  const tab = open('a');
  tab.keep({ unsent: { tea: [message] }, drafts: {} });
  tab.keep({ unsent: {}, drafts: { tea: undefined } });
  assert.equal(values.size, 0);
});

test('what somebody else wrote there does no harm', async () => {
  const { open, values } = browser();
  values.set('parlor.left.x', '{not json').set('parlor.left.y', 'null').set('parlor.left.z', '{"unsent":{"tea":5}}').set('mine', '1');
  assert.deepEqual(await open('a').take(), nothing);
  assert.deepEqual([...values.keys()], ['mine']);
});

test('while another page takes, one takes nothing', async () => {
  const { open, close, locks } = browser();
  open('a').keep({ unsent: { tea: [message] }, drafts: {} });
  close('a');
  let done;
  locks.request('parlor.taking', {}, () => new Promise((resolve) => { done = resolve; }));
  assert.deepEqual(await open('b').take(), nothing);
  done();
});

test('where the browser has no locks nothing is kept', async () => {
  const { open, values } = browser();
  const tab = open('a', false);
  tab.keep({ unsent: { tea: [message] }, drafts: {} });
  assert.equal(values.size, 0);
  assert.deepEqual(await tab.take(), nothing);
});
