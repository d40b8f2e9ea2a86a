// The page's logic without a browser: `node --test Tests/WebClientTests`.
'use strict';
const { test } = require('node:test');
const assert = require('node:assert');
for (const name of ['gaps', 'state']) require(`../../Sources/CWebAssets/web/${name}.js`);
const { Parlor } = globalThis;

const me = { id: 'm_me', username: 'Amber Heron' };
const message = (seq, text = `text ${seq}`, from = 'm_other') => ({
  seq, id: seq, room: 'lobby', kind: 'chat', message: text, from, username: 'Quiet Otter', date: seq * 1000,
});
const range = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => message(from + i));

function snapshot(status, messages, more = {}) {
  const seq = messages.length > 0 ? messages[messages.length - 1].seq : 0;
  return { room: 'lobby', status, epoch: 'a', seq, first_seq: 1, topic: '', count: 0, members: [], complete: true, messages, ...more };
}

function joined(messages = [], more = {}) {
  const state = Parlor.newState();
  const tell = (type, event) => Parlor.apply(state, { type, ...event });
  tell('session', { member: me });
  tell('joining', { room: 'lobby' });
  tell('snapshot', { snapshot: snapshot('fresh', messages, more) });
  return { state, tell, room: state.rooms.get('lobby') };
}

const seqs = (room) => room.messages.map((m) => m.seq);

test('a message that comes twice is shown once', () => {
  const { tell, room } = joined(range(1, 3));
  for (const seq of [3, 4, 4, 2]) tell('message', { message: message(seq) });
  assert.deepEqual(seqs(room), [1, 2, 3, 4]);
});

test('a resumed room goes on after what it had, with what changed meanwhile', () => {
  const { tell, room } = joined(range(1, 3));
  assert.deepEqual(Parlor.since(room), { epoch: 'a', seq: 3 });
  tell('disconnected', { phase: 'waiting', retryAt: 1 });
  tell('message', { message: message(9) }); // before the snapshot: not taken in
  const deleted = { ...message(2), kind: 'deleted', message: undefined };
  tell('snapshot', { snapshot: snapshot('resumed', range(4, 5), { changed: [deleted] }) });
  assert.deepEqual(seqs(room), [1, 2, 3, 4, 5]);
  assert.equal(room.messages[1].kind, 'deleted');
});

test('after a gap the newest page counts, and older ones can be asked for', () => {
  const { tell, room } = joined(range(1, 3));
  tell('snapshot', { snapshot: snapshot('gap', range(2000, 2050), { gap: { from_seq: 4, to_seq: 1999, trimmed: false } }) });
  assert.equal(room.messages[0].seq, 2000);
  assert.equal(Parlor.olderBefore(room), 2000);
  tell('older', { room: 'lobby', before: 2000, page: { epoch: 'a', first_seq: 1, messages: range(1900, 1999) } });
  assert.equal(Parlor.olderBefore(room), 1900);
  assert.equal(room.messages.length, 151);
});

test('another epoch replaces everything', () => {
  const { tell, room } = joined(range(1, 9));
  tell('room_reset', { room: 'lobby', epoch: 'b', seq: 1 });
  tell('snapshot', { snapshot: snapshot('reset', range(1, 1), { epoch: 'b' }) });
  assert.deepEqual(seqs(room), [1]);
  assert.ok(room.wasReset);
  tell('message', { message: message(2) });
  assert.deepEqual(seqs(room), [1, 2]);
});

test('a page of older messages that no longer fits is left out', () => {
  const { tell, room } = joined(range(11, 20));
  tell('older', { room: 'lobby', before: 15, page: { epoch: 'a', first_seq: 1, messages: range(1, 14) } });
  tell('older', { room: 'lobby', before: 11, page: { epoch: 'b', first_seq: 1, messages: range(1, 10) } });
  assert.deepEqual(seqs(room), seqs({ messages: range(11, 20) }));
});

const visible = (room) => room.pending.filter((pending) => pending.shownAs === null);

test('our own message is shown once, whether it or its answer comes first', () => {
  for (const answerFirst of [true, false]) {
    const { tell, room } = joined(range(1, 3));
    tell('queued', { room: 'lobby', clientID: 'c1', text: 'hi', now: 1 });
    tell('sending', { room: 'lobby', clientID: 'c1' });
    if (answerFirst) tell('sent', { room: 'lobby', clientID: 'c1', seq: 4 });
    assert.equal(visible(room).length, 1);
    tell('message', { message: message(4, 'hi', me.id) });
    assert.equal(visible(room).length, 0);
    if (!answerFirst) tell('sent', { room: 'lobby', clientID: 'c1', seq: 4 });
    assert.equal(room.pending.length, 0);
  }
});

test('what was under way when the connection went waits to be sent again', () => {
  const { tell, room } = joined();
  tell('queued', { room: 'lobby', clientID: 'c1', text: 'hi', now: 1 });
  tell('sending', { room: 'lobby', clientID: 'c1' });
  tell('disconnected', { phase: 'waiting', retryAt: 1 });
  assert.equal(room.pending[0].state, 'waiting');
});

test('the same words from another window do not hide that ours were refused', () => {
  const { tell, room } = joined();
  tell('queued', { room: 'lobby', clientID: 'c1', text: 'hi', now: 1 });
  tell('sending', { room: 'lobby', clientID: 'c1' });
  tell('message', { message: message(1, 'hi', me.id) });
  tell('sendFailed', { room: 'lobby', clientID: 'c1', error: { code: 'muted' } });
  assert.equal(visible(room)[0].state, 'failed');
});

test('a kick ends what was to be sent and says why', () => {
  const { tell, room } = joined();
  tell('queued', { room: 'lobby', clientID: 'c1', text: 'hi', now: 1 });
  tell('sending', { room: 'lobby', clientID: 'c1' });
  tell('kicked', { room: 'lobby', by: 'Quiet Otter', reason: 'be nice' });
  tell('unsent', { room: 'lobby', clientID: 'c1' });
  assert.equal(room.phase, 'out');
  assert.equal(room.outcome.reason, 'be nice');
  assert.equal(room.pending[0].state, 'failed');
});

test('messages in a room one does not look at are counted and marked', () => {
  const { state, tell, room } = joined(range(1, 3));
  tell('joining', { room: 'tea', select: true });
  tell('message', { message: message(4) });
  tell('message', { message: message(5) });
  assert.equal(Parlor.unreadTotal(state), 2);
  tell('select', { room: 'lobby' });
  assert.equal(Parlor.unreadTotal(state), 0);
  const kinds = Parlor.transcript(room, () => 'today').map((line) => line.kind);
  assert.deepEqual(kinds, ['day', 'message', 'message', 'message', 'new', 'message', 'message']);
});

test('people are counted once, and leave once', () => {
  const { tell, room } = joined();
  const member = { id: 'm_1', room: 'lobby', socket: 's', username: 'Bright Fox' };
  tell('member_add', { member });
  tell('member_add', { member });
  assert.equal(room.count, 1);
  tell('member_delete', { room: 'lobby', member: 'm_1' });
  tell('member_delete', { room: 'lobby', member: 'm_1' });
  assert.equal(room.count, 0);
});
