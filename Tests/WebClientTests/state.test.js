// The page's logic without a browser: `node --test Tests/WebClientTests`.
'use strict';
const { test } = require('node:test');
const assert = require('node:assert');
for (const name of ['state', 'questions', 'pending', 'messages', 'rooms', 'gaps', 'height']) require(`../../Sources/CWebAssets/web/${name}.js`);
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

const gapped = () => {
  const it = joined(range(1, 3));
  it.tell('snapshot', { snapshot: snapshot('gap', range(2000, 2050), { gap: { from_seq: 4, to_seq: 1999, trimmed: false } }) });
  return it;
};
const spans = (room) => room.gaps.map(({ from, to, trimmed }) => [from, to, trimmed]);

test('after a gap what was there stays, and what is missing in between is known', () => {
  const { room } = gapped();
  assert.deepEqual(seqs(room).slice(0, 5), [1, 2, 3, 2000, 2001]);
  assert.deepEqual(spans(room), [[4, 1999, false]]);
  assert.equal(room.readSeq, 3);
  assert.equal(Parlor.gaps.missed(room).from, 4);
  const kinds = Parlor.transcript(room, () => 'day').map((line) => line.kind);
  assert.deepEqual(kinds.slice(0, 7), ['day', 'message', 'message', 'message', 'new', 'gap', 'message']);
});

test('all that was missed is unread where the reader does not look', () => {
  const missed = (before) => {
    const it = joined(range(1, 3));
    before(it);
    it.tell('snapshot', { snapshot: snapshot('gap', range(2000, 2050), { gap: { from_seq: 4, to_seq: 1999, trimmed: false } }) });
    return it.room;
  };
  assert.equal(missed(() => {}).unread, 0);
  assert.equal(missed(({ tell }) => tell('attention', { attentive: false })).unread, 2047);
  const elsewhere = missed(({ tell }) => {
    tell('joining', { room: 'other', select: true });
    tell('message', { message: message(4) });
  });
  assert.equal(elsewhere.unread, 2047);
});

test('a gap is filled page by page, and closes when nothing more is there', () => {
  const { tell, room } = gapped();
  tell('gapFilled', { room: 'lobby', from: 4, page: { epoch: 'a', messages: range(4, 203) } });
  assert.deepEqual(spans(room), [[204, 1999, false]]);
  tell('gapFilled', { room: 'lobby', from: 4, page: { epoch: 'a', messages: range(4, 203) } }); // late: that is not missing any more
  assert.equal(room.messages.length, 254);
  tell('gapFilled', { room: 'lobby', from: 204, page: { epoch: 'a', messages: range(1990, 2189) } });
  assert.deepEqual(spans(room), []);
  assert.equal(new Set(seqs(room)).size, room.messages.length);
  assert.deepEqual(seqs(room), seqs(room).slice().sort((a, b) => a - b));
});

test('a page of another epoch fills nothing', () => {
  const { tell, room } = gapped();
  tell('fillingGap', { room: 'lobby', from: 4 });
  tell('gapFilled', { room: 'lobby', from: 4, page: { epoch: 'b', messages: range(4, 9) } });
  assert.deepEqual(seqs(room).slice(0, 4), [1, 2, 3, 2000]);
  assert.equal(room.gaps[0].state, 'failed');
});

test('what was trimmed meanwhile is said to be gone for good', () => {
  const { tell, room } = joined(range(1, 3));
  tell('snapshot', { snapshot: snapshot('gap', range(2000, 2050), { first_seq: 1500, gap: { from_seq: 4, to_seq: 1999, trimmed: true } }) });
  assert.deepEqual(spans(room), [[4, 1499, true], [1500, 1999, false]]);
});

test('a message from long ago is shown with a gap after it, and pages may meet', () => {
  const { tell, room } = joined(range(950, 1000));
  tell('around', { room: 'lobby', page: { epoch: 'a', first_seq: 1, messages: range(100, 199) } });
  assert.deepEqual(spans(room), [[200, 949, false]]);
  assert.equal(Parlor.gaps.missed(room), null);
  assert.equal(Parlor.olderBefore(room), 100);
  tell('around', { room: 'lobby', page: { epoch: 'a', first_seq: 1, messages: range(150, 249) } });
  assert.deepEqual(spans(room), [[250, 949, false]]);
  tell('around', { room: 'lobby', page: { epoch: 'a', first_seq: 1, messages: range(500, 599) } });
  assert.deepEqual(spans(room), [[250, 499, false], [600, 949, false]]);
  tell('messages_removed', { room: 'lobby', up_to_seq: 520 });
  assert.deepEqual(spans(room), [[600, 949, false]]);
});

test('what an undo brings back can be fetched, and scrolling up closes a gap too', () => {
  const { tell, room } = joined(range(1, 3));
  tell('snapshot', { snapshot: snapshot('gap', range(2000, 2050), { first_seq: 2000, gap: { from_seq: 4, to_seq: 1999, trimmed: true } }) });
  assert.deepEqual(spans(room), [[4, 1999, true]]);
  tell('messages_restored', { room: 'lobby', from_seq: 1, to_seq: 1999 });
  assert.deepEqual(spans(room), [[4, 1999, false]]);
  tell('messages_removed', { room: 'lobby', up_to_seq: 1000 });
  assert.equal(room.messages[0].seq, 2000);
  assert.ok(!Parlor.transcript(room, () => 'day').some((line) => line.kind === 'gap'));
  tell('older', { room: 'lobby', before: 2000, page: { epoch: 'a', first_seq: 1001, messages: range(1900, 1999) } });
  assert.deepEqual(spans(room), [[4, 1899, false]]);
  assert.ok(!Parlor.transcript(room, () => 'day').some((line) => line.kind === 'gap'));
});

test('messages that were missed get a line before them, own ones do not', () => {
  const { tell, room } = joined(range(1, 3));
  tell('snapshot', { snapshot: snapshot('resumed', [message(4, 'mine', me.id)]) });
  assert.equal(room.readSeq, null);
  tell('snapshot', { snapshot: snapshot('resumed', range(5, 6)) });
  assert.equal(room.readSeq, 4);
});

test('mutes and slow mode end when their time is over', () => {
  const { tell, room } = joined(range(1, 3));
  tell('notice', { notice: { key: 'a', code: 'muted', room: 'lobby', until: 5000, text: 'x' } });
  assert.equal(room.mutedUntil, 5000);
  tell('tick', { now: 4999 });
  assert.equal(room.mutedUntil, 5000);
  tell('tick', { now: 5000 });
  assert.equal(room.mutedUntil, 0);
  tell('room_update', { room: 'lobby', slow_mode: 10000 });
  tell('queued', { room: 'lobby', clientID: 'c', text: 'x', now: 0 });
  tell('sent', { room: 'lobby', clientID: 'c', seq: 4, now: 1000 });
  assert.equal(room.slowUntil, 11000);
  tell('sendFailed', { room: 'lobby', clientID: 'd', error: { code: 'slow_mode', retry_after: 500 }, retryAt: 0, now: 2000 });
  assert.equal(room.slowUntil, 2500);
});

test('a long transcript is cut into pieces that stay the same, and those near are drawn', () => {
  const { near, pieces } = Parlor.height;
  const lines = (from, to) => range(from, to).map((one) => ({ kind: 'message', key: one.seq, message: one }));
  const before = pieces(lines(500, 2000));
  const after = pieces(lines(300, 2000));
  assert.deepEqual(after.slice(-before.length + 1), before.slice(1));
  assert.equal(near(pieces(lines(1, 300)), new Map(), { top: 0, height: 600 }, 2000, null), null);
  const keys = near(after, new Map(after.map((piece) => [piece.key, 1000])), { top: 10000, height: 600 }, 2000, 305);
  assert.deepEqual([...keys].sort((a, b) => a - b), [7, 14, 15, 16, 17, 18, 19]);
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

test('what was unsent when the page closed waits again, and old things wait for a word', () => {
  const { state, tell } = joined();
  tell('left', { room: 'lobby' });
  tell('joining', { room: 'lobby' });
  const unsent = [{ clientID: 'c1', text: 'old', at: 100 }, { clientID: 'c2', text: 'new', at: 300 }];
  for (let times = 0; times < 2; times += 1) tell('unsentFound', { room: 'lobby', unsent, after: 200 });
  const { pending } = state.rooms.get('lobby');
  assert.deepEqual(pending.map(({ clientID, state: phase }) => [clientID, phase]), [['c1', 'failed'], ['c2', 'waiting']]);
  tell('unsentFound', { room: 'lobby', unsent: [{ clientID: 'c3', text: 'no', at: 300, failed: { code: 'room_locked' } }], after: 200 });
  assert.equal(pending[2].error.code, 'room_locked', 'what was refused is not sent without a word');
  // It may have arrived before the page closed: then it is not shown twice.
  tell('snapshot', { snapshot: snapshot('fresh', [message(1, 'new', me.id)]) });
  assert.equal(state.rooms.get('lobby').pending[1].shownAs, 1);
});

test('announcements stay until they end or are dismissed, other notices make room', () => {
  const { state, tell } = joined();
  const keys = () => state.notices.map((notice) => notice.key);
  for (const key of ['a1', 'a2']) tell('notice', { notice: { key, code: 'announcement', text: key } });
  for (let number = 0; number < 9; number += 1) tell('notice', { notice: { key: `n${number}`, text: 'said', ends: 1000 } });
  assert.deepEqual(keys(), ['a1', 'a2', 'n4', 'n5', 'n6', 'n7', 'n8']);
  tell('tick', { now: 1000 });
  assert.deepEqual(keys(), ['a1', 'a2']);
  tell('dismiss', { key: 'a1' });
  tell('notice', { notice: { key: 'a1', code: 'announcement', text: 'again' } });
  tell('notice', { notice: { key: 'a2', code: 'announcement_ended' } });
  assert.deepEqual(keys(), []);
});

test('what is said of a mute goes with it', () => {
  const { state, tell, room } = joined();
  const muted = (until) => tell('notice', { notice: { key: 'm', code: 'muted', room: 'lobby', until } });
  muted(500);
  tell('tick', { now: 499 });
  assert.equal(state.notices.length, 1);
  tell('tick', { now: 500 });
  assert.deepEqual([state.notices.length, room.mutedUntil], [0, 0]);
  muted(undefined);
  tell('notice', { notice: { key: 'u', code: 'unmuted', room: 'lobby' } });
  assert.deepEqual(state.notices.map((notice) => notice.code), ['unmuted']);
});

test('slow mode goes on after a reload', () => {
  const { room } = joined([message(40, 'mine', me.id), message(41)], { slow_mode: 30000 });
  assert.equal(room.slowUntil, 40 * 1000 + 30000);
});

test('who stops at the line of what is new has the rest still to read', () => {
  const { state, tell, room } = joined(range(1, 3));
  tell('disconnected', { phase: 'waiting' });
  tell('snapshot', { snapshot: snapshot('resumed', [...range(4, 8), message(9, 'mine', me.id)]) });
  assert.equal(room.unread, 0);
  tell('behind', { room: 'lobby' });
  assert.deepEqual([room.readSeq, room.unread], [3, 5]);
  tell('attention', { attentive: true });
  assert.equal(room.unread, 0);
  assert.equal(Parlor.unreadTotal(state), 0);
});

test('what is missing in between is unread too', () => {
  const { tell, room } = joined(range(1, 3));
  tell('snapshot', { snapshot: snapshot('gap', range(2000, 2050), { gap: { from_seq: 4, to_seq: 1999, trimmed: false } }) });
  tell('behind', { room: 'lobby' });
  assert.deepEqual([room.unread, Parlor.readUpTo(room)], [2047, 3]);
});

test('going back to a place further up leaves unread what is below it', () => {
  const { state, tell, room } = joined(range(1, 3));
  tell('joining', { room: 'other', select: true });
  for (const seq of [4, 5]) tell('message', { message: message(seq) });
  tell('place', { room: 'lobby', place: { seq: '1', offset: 0 } });
  tell('select', { room: 'lobby' });
  assert.deepEqual([room.unread, room.readSeq], [2, 3]);
  tell('attention', { attentive: true });
  assert.equal(state.rooms.get('lobby').unread, 0);
});

test('announcements that ended while one was away are not said any more', () => {
  const { state, tell } = joined();
  tell('notice', { notice: { key: 'a', code: 'announcement', text: 'soon' } });
  tell('disconnected', { phase: 'waiting' });
  assert.equal(state.notices.length, 1);
  tell('greeted');
  assert.equal(state.notices.length, 0);
});

test('a refused command is handed back to whoever writes nothing else', () => {
  const { tell, room } = joined();
  tell('handedBack', { room: 'lobby', text: '/nick ?' });
  assert.deepEqual([room.draft, room.handed], ['/nick ?', 1]);
  tell('handedBack', { room: 'lobby', text: '/nick !' });
  assert.deepEqual([room.draft, room.handed], ['/nick ?', 1]);
});

test('whether an access token is wanted is known from the refusal until one is let in', () => {
  const state = Parlor.newState();
  const tell = (type, event) => Parlor.apply(state, { type, ...event });
  assert.equal(Parlor.wantsToken(state), false);
  tell('disconnected', { phase: 'closed', error: { code: 'banned' } });
  assert.equal(Parlor.wantsToken(state), false);
  tell('disconnected', { phase: 'closed', error: { code: 'unauthorized' } });
  assert.equal(Parlor.wantsToken(state), true);
  tell('connecting');
  assert.equal(Parlor.wantsToken(state), true);
  tell('session', { member: me });
  assert.equal(Parlor.wantsToken(state), false);
});

test('what is unread where one reads further up is so after a reconnect too', () => {
  const { state, tell, room } = joined(range(1, 3));
  tell('attention', { attentive: false });
  for (const seq of [4, 5]) tell('message', { message: message(seq) });
  tell('disconnected', { phase: 'waiting' });
  tell('joining', { room: 'lobby', select: true });
  tell('snapshot', { snapshot: snapshot('resumed', range(6, 8)) });
  assert.deepEqual([room.unread, room.readSeq], [5, 3]);
  assert.equal(Parlor.unreadTotal(state), 5);
});

test('the line of an absence with a gap stands where one had read to, wherever one looks', () => {
  const { tell, room } = joined(range(1, 3));
  tell('attention', { attentive: false });
  tell('disconnected', { phase: 'waiting' });
  tell('joining', { room: 'lobby', select: true });
  tell('snapshot', { snapshot: snapshot('gap', range(2000, 2050), { gap: { from_seq: 4, to_seq: 1999, trimmed: false } }) });
  assert.deepEqual([room.unread, room.readSeq], [2047, 3]);
  tell('behind', { room: 'lobby' });
  assert.equal(room.unread, 2047);
});

test('after a reload no line waits for what comes next', () => {
  const reloaded = (seq) => {
    const state = Parlor.newState();
    const tell = (type, event) => Parlor.apply(state, { type, ...event });
    tell('session', { member: me });
    tell('joining', { room: 'lobby' });
    tell('remembered', { room: 'lobby', epoch: 'a', seq });
    tell('snapshot', { snapshot: snapshot('fresh', [...range(1, 3), message(4, 'mine', me.id)]) });
    tell('message', { message: message(5, 'mine too', me.id) });
    return state.rooms.get('lobby').readSeq;
  };
  assert.equal(reloaded(3), null);
  assert.equal(reloaded(4), null);
  assert.equal(reloaded(2), 2);
});

test('who is removed from a room is not told of a mute there any more', () => {
  const { state, tell } = joined();
  for (const code of ['muted', 'unmuted']) tell('notice', { notice: { key: code, code, room: 'lobby', severity: 'warning', text: code } });
  tell('notice', { notice: { key: 'elsewhere', code: 'muted', room: 'tea', severity: 'warning', text: 'muted' } });
  tell('kicked', { room: 'lobby', reason: 'enough' });
  assert.deepEqual(state.notices.map(({ key }) => key), ['elsewhere']);
});

test('that there is no connection is not said any more when there is one', () => {
  const { state, tell } = joined();
  tell('notice', { notice: { key: 'said', code: 'not_connected', severity: 'warning', text: 'no' } });
  tell('session', { member: me });
  assert.deepEqual(state.notices, []);
});

test('a message that one has gone on from is not sought any more', () => {
  const { tell, room } = joined(range(1, 3));
  tell('seek', { room: 'lobby', seq: 2 });
  tell('unsought', { room: 'lobby' });
  assert.equal(room.sought, 2, 'it is not in view yet');
  tell('found', { room: 'lobby' });
  tell('unsought', { room: 'lobby' });
  assert.equal(room.sought, null);
});

test('who is banned and tries to come back is still told by whom and why', () => {
  const { tell, room } = joined();
  tell('kicked', { room: 'lobby', reason: 'spam', by: 'Mona', banned_until: 5000 });
  tell('joining', { room: 'lobby' });
  tell('joinRefused', { room: 'lobby', error: { code: 'banned', until: 6000 } });
  assert.deepEqual(room.outcome, { kind: 'kicked', reason: 'spam', by: 'Mona', until: 6000 });
  tell('joining', { room: 'lobby' });
  tell('snapshot', { snapshot: snapshot('fresh', []) });
  tell('kicked', { room: 'lobby', reason: 'again' });
  assert.equal(room.outcome.by, undefined);
});
