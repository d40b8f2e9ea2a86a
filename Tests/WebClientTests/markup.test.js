// The page's markup, completion and commands without a browser: `node --test Tests/WebClientTests`.
'use strict';
const { test } = require('node:test');
const assert = require('node:assert');
globalThis.Parlor ??= {};
globalThis.Parlor.texts ??= {
  noRoomName: (name) => `no room ${name}`,
  commands: {
    usage: (line) => `usage ${line}`, unknown: (word) => `unknown ${word}`, forbidden: 'forbidden', nobody: 'nobody', noMessage: 'none',
    forms: { kick: '/kick @NAME' },
  },
};
for (const name of ['emoji', 'markup', 'commands', 'questions']) require(`../../Sources/CWebAssets/web/${name}.js`);
const { Parlor } = globalThis;

// The parts in short: `b(…)` for bold and so on.
function short(parts) {
  return parts.map((part) => {
    const inner = part.parts ? short(part.parts) : part.text;
    return part.kind === 'text' ? inner : `${part.kind}(${inner})`;
  }).join('');
}
const drawn = (text, names = [], me = null) => short(Parlor.markup(text, names, me));

test('marks at the edges of words mean something', () => {
  assert.equal(drawn('a **bold** and *slanted* and _so_ ~~gone~~ `x*y*`'),
    'a bold(bold) and italic(slanted) and italic(so) strike(gone) code(x*y*)');
  assert.equal(drawn('**a *b* c**'), 'bold(a italic(b) c)');
  assert.equal(drawn('**c `d** e` f**'), 'bold(c code(d** e) f)');
  assert.equal(drawn('*never closed\n\n*but here*'), '*never closed\n\nitalic(but here)');
});

test('marks elsewhere are what they are', () => {
  for (const text of ['2*3*4', 'snake_case_name', '* a list', '**', '****', '` `` `', 'a * b * c', '_', '~~~~', '``', '*a', 'b*']) {
    const plain = drawn(text);
    assert.ok(!/bold|italic|strike/.test(plain), `${text}: ${plain}`);
  }
});

test('blocks keep everything as it is', () => {
  assert.equal(drawn('see\n```js\nlet *a* = 1;\n```\nthere'), 'seeblock(let *a* = 1;)there');
  assert.equal(drawn('```  ```'), '```  ```');
});

test('addresses end where people mean them to', () => {
  assert.equal(drawn('(see https://example.org/a_(b)).'), '(see link(https://example.org/a_(b))).');
  assert.equal(drawn('(see https://example.org/A_(b))'), '(see link(https://example.org/A_(b)))');
  assert.equal(drawn('HTTPS://example.org!'), 'link(HTTPS://example.org)!');
  assert.equal(drawn('https://example.org/x_y_z, and'), 'link(https://example.org/x_y_z), and');
  for (const text of ['javascript:alert(1)', 'https://', 'xhttps://example.org']) assert.equal(drawn(text), text);
});

test('only people who are there are mentioned, the longest name first', () => {
  assert.equal(drawn('@Amber Heron, hi', ['Amber', 'Amber Heron']), 'mention(@Amber Heron), hi');
  assert.equal(drawn('mail@Amber and @Amberly', ['Amber']), 'mail@Amber and @Amberly');
  assert.ok(Parlor.mentions('hey @amber heron!', 'Amber Heron'));
  assert.ok(!Parlor.mentions('`@Amber Heron`', 'Amber Heron'));
  assert.ok(!Parlor.mentions('@Zo Tan please', 'Zo', ['Zo Tan', 'Zo']), 'that is somebody else');
  assert.equal(drawn('@🌸 Iris and @İpek', ['🌸 Iris', 'İpek']), 'mention(@🌸 Iris) and mention(@İpek)');
  assert.ok(Parlor.mentions('**@Amber Heron**', 'Amber Heron'));
});

test('pictures have names, and times have none', () => {
  assert.equal(drawn('well :tada: done'), 'well emoji(🎉) done');
  assert.equal(drawn(':tada::tada:!'), 'emoji(🎉)emoji(🎉)!');
  for (const text of ['std::key::value', 'foo:x:bar']) assert.equal(drawn(text), text);
  assert.equal(drawn('at 10:30:45 :nothing_like_it:'), 'at 10:30:45 :nothing_like_it:');
});

// How often a piece of work looks through texts.
function lookups(work) {
  const methods = ['indexOf', 'startsWith', 'slice', 'includes'];
  const real = methods.map((method) => String.prototype[method]);
  let count = 0;
  methods.forEach((method, index) => {
    String.prototype[method] = function (...words) { count += 1; return real[index].apply(this, words); };
  });
  try {
    work();
  } finally {
    methods.forEach((method, index) => { String.prototype[method] = real[index]; });
  }
  return count;
}

test('whatever is written, nothing is lost, and twice as much takes twice the work', () => {
  const units = ['*_~`', '**a', '*a ', '**a ', '_a ', '~~a ', '@', '@b ', '`', '`\n', '(https://a.b', '```\n', '*a _b ~~c **d '];
  const people = Array.from({ length: 100 }, (_, number) => `Reader ${number}`);
  const flat = (parts) => parts.map((part) => (part.parts ? flat(part.parts) : part.text)).join('');
  for (const unit of units) {
    const text = unit.repeat(4000 / unit.length);
    let parts;
    const whole = lookups(() => { parts = Parlor.markup(text, people, 'c'); });
    const half = lookups(() => Parlor.markup(text.slice(0, text.length / 2), people, 'c'));
    assert.ok(whole < 2.2 * half + 100, `${unit}: ${half} for a half, ${whole} for the whole`);
    const all = flat(parts);
    assert.ok(all.length <= text.length && all.length >= text.length / 5);
  }
});

test('completion offers the commands one may give, at the beginning of a line only', () => {
  const offered = (text, role) => (Parlor.completion(text, text.length, [], Parlor.commandsOf(role))?.choices ?? []).map(({ text }) => text);
  assert.deepEqual(offered('/', 'member'), ['/help ', '/join ', '/leave ', '/nick ']);
  assert.deepEqual(offered('/un', 'moderator'), ['/unban ', '/unmute ', '/unlock ']);
  assert.deepEqual(offered('/un', 'member'), []);
  assert.deepEqual(offered('/leave', 'member'), [], 'Enter gives it');
  assert.deepEqual(offered('and /j', 'member'), []);
  assert.deepEqual(offered('//j', 'member'), []);
  assert.equal(Parlor.completion('/k', 2, [], Parlor.commandsOf('admin')).choices[0].label, '/kick @NAME');
});

test('completion offers people and pictures for the word at the cursor', () => {
  const names = ['Amber Heron', 'Amber Fox', 'Quiet Otter'];
  const found = Parlor.completion('hi @am', 6, names);
  assert.deepEqual([found.start, found.end, found.choices.map((choice) => choice.label)], [3, 6, ['Amber Fox', 'Amber Heron']]);
  assert.equal(Parlor.completion('hi @amber h', 11, names).choices[0].text, '@Amber Heron ');
  assert.equal(Parlor.completion('hi @amber fox', 13, names), null, 'it is complete');
  assert.equal(Parlor.completion('mail@am', 7, names), null);
  assert.equal(Parlor.completion('so :tad', 7, names).choices[0].text, '🎉 ');
  assert.equal(Parlor.completion('at 10:30', 8, names), null);
});

test('lines with a slash are commands, and two slashes are none', () => {
  const members = [{ id: 'm_a', username: 'Amber Heron' }, { id: 'm_b', username: 'Amber' }];
  const read = (line, role) => Parlor.command(line, members, role);
  assert.deepEqual(read('hello'), { say: 'hello' });
  assert.deepEqual(read('//shrug'), { say: '/shrug' });
  assert.deepEqual(read('/join #Tea'), { act: 'join', room: 'tea' });
  assert.ok(read('/join !!!').problem);
  assert.deepEqual(read('/nick New Name'), { act: 'nick', name: 'New Name' });
  assert.equal(read('/frobnicate').problem, 'unknown frobnicate');
  assert.equal(read('/kick @Amber').problem, 'forbidden');
  assert.deepEqual(read('/mute @Amber Heron 10m too loud', 'moderator').request,
    { act: 'mute', member: 'm_a', for: 600, reason: 'too loud' });
  assert.deepEqual(read('/kick @amber too loud', 'admin').request, { act: 'kick', member: 'm_b', reason: 'too loud' });
  assert.equal(read('/kick @nobody', 'admin').problem, 'nobody');
});

test('moderators settle what holds for the room', () => {
  const settle = (line) => Parlor.command(line, [], 'moderator');
  assert.deepEqual(settle('/slowmode 2m').request, { act: 'slowmode', value: 120 });
  assert.deepEqual(settle('/slowmode 15').request, { act: 'slowmode', value: 15 });
  assert.deepEqual(settle('/slowmode off').request, { act: 'slowmode', value: 0 });
  assert.match(settle('/slowmode soon').problem, /^usage/);
  assert.deepEqual(settle('/topic Tea and cake').request, { act: 'topic', value: 'Tea and cake' });
  assert.deepEqual(settle('/lock').request, { act: 'lock' });
  assert.equal(Parlor.command('/lock', [], 'member').problem, 'forbidden');
});

test('those who are gone can be named, by the name they wrote under or by id', () => {
  const room = {
    members: new Map([['m_a', { id: 'm_a', username: 'Quiet Otter' }]]),
    messages: [{ seq: 1, from: 'm_b', username: 'Old Name' }, { seq: 2, from: 'm_b', username: 'Amber Fox' }, { seq: 3, kind: 'system' }],
  };
  const read = (line) => Parlor.command(line, Parlor.peopleOf(room), 'moderator');
  assert.deepEqual(read('/unban @Amber Fox sorry').request, { act: 'unban', member: 'm_b', reason: 'sorry' });
  assert.deepEqual(read('/unban m_aaaabbbbccccdddd').request, { act: 'unban', member: 'm_aaaabbbbccccdddd' });
  assert.equal(read('/unban m_toolittle').problem, 'nobody');
});

test('a message is deleted by its number or its link', () => {
  const messages = [{ id: 70, seq: 7, room: 'tea' }, { id: 80, seq: 8, room: 'tea', kind: 'deleted' }];
  const read = (line, role = 'moderator') => Parlor.command(line, [], role, messages);
  assert.deepEqual(read('/delete 7').request, { act: 'delete', ids: [70] });
  assert.deepEqual(read('/delete https://chat.example.org/#tea/7 not nice').request, { act: 'delete', ids: [70], reason: 'not nice' });
  for (const line of ['/delete 8', '/delete 9', '/delete #other/7']) assert.equal(read(line).problem, 'none', line);
  assert.equal(read('/delete this').problem, 'usage delete');
  assert.equal(read('/delete 7', 'member').problem, 'forbidden');
});
