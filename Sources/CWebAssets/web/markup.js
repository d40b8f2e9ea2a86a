// Light markup: what people write becomes a tree of plain parts, `{kind, text}` or `{kind, parts}`. Nothing here makes
// markup of the browser's; whoever draws the parts makes text nodes of their texts.
(function (parlor) {
  'use strict';

  const WORD = /[\p{L}\p{N}_]/u;
  const DEEPEST = 6;

  // Kinds: text, code, block, bold, italic, strike, link, mention, emoji. `names` are those of the people here, `me` is
  // one's own.
  parlor.markup = function (text, names = [], me = null) {
    const people = byFirstLetter(names, me);
    const parts = [];
    let rest = 0;
    // Blocks of code first: within them nothing means anything.
    for (const match of text.matchAll(/```(?:[a-z0-9+-]*\n)?([\s\S]*?)```/g)) {
      if (match[1].trim() === '') continue;
      parts.push(...inline(text.slice(rest, match.index).replace(/\n$/, ''), people, 0));
      parts.push({ kind: 'block', text: match[1].replace(/\n$/, '') });
      rest = match.index + match[0].length;
      if (text[rest] === '\n') rest += 1;
    }
    parts.push(...inline(text.slice(rest), people, 0));
    return parts;
  };

  // In small letters, each at the place it had.
  const lowered = (text) => text.replace(/\p{Lu}/gu, (letter) => {
    const small = letter.toLowerCase();
    return small.length === letter.length ? small : letter;
  });

  // The longest first, so that `@Amber Heron` is not `Amber`.
  function byFirstLetter(names, me) {
    const people = new Map();
    for (const name of [...new Set(me ? [...names, me] : names)].filter(Boolean).sort((a, b) => b.length - a.length)) {
      const lower = lowered(name);
      if (!people.has(lower[0])) people.set(lower[0], []);
      people.get(lower[0]).push({ lower, mine: me !== null && lower === lowered(me) });
    }
    return people;
  }

  // Whether somebody is mentioned in a text.
  parlor.mentions = function (text, name, names = []) {
    return Boolean(name) && text.includes('@') && parlor.markup(text, names, name).some(function has(part) {
      return (part.kind === 'mention' && part.mine) || (part.parts || []).some(has);
    });
  };

  function inline(text, people, depth) {
    // `hopeless`: for each mark, up to where none that is open can be closed, so that it is looked for once.
    const source = { text, people, depth, lower: lowered(text), hopeless: {}, codes: codesOf(text), taken: 0 };
    const parts = [];
    let plain = 0;
    let place = 0;
    const take = (part, end) => {
      if (place > plain) parts.push({ kind: 'text', text: text.slice(plain, place) });
      parts.push(part);
      place = plain = source.taken = end;
    };
    while (place < text.length) {
      const found = at(source, place);
      if (found) take(found.part, found.end);
      else place += 1;
    }
    if (text.length > plain) parts.push({ kind: 'text', text: text.slice(plain) });
    return parts;
  }

  // Where there is code: nothing is closed within it.
  function codesOf(text) {
    const codes = new Uint8Array(text.length);
    for (let place = text.indexOf('`'); place >= 0; place = text.indexOf('`', place + 1)) {
      const found = code(text, place);
      if (!found) continue;
      codes.fill(1, place, found.end);
      place = found.end - 1;
    }
    return codes;
  }

  const before = (text, place) => (place > 0 ? text[place - 1] : ' ');
  const after = (text, place) => (place < text.length ? text[place] : ' ');

  // What begins at this place, and where it ends.
  function at(source, place) {
    switch (source.text[place]) {
      case '`': return code(source.text, place);
      case '*': return pair(source, place, '**', 'bold') ?? pair(source, place, '*', 'italic');
      case '_': return pair(source, place, '_', 'italic');
      case '~': return pair(source, place, '~~', 'strike');
      case 'h': case 'H': return link(source.text, place);
      case '@': return mention(source, place);
      case ':': return emoji(source, place);
      default: return null;
    }
  }

  function code(text, place) {
    const end = text.indexOf('`', place + 1);
    const inner = text.slice(place + 1, end);
    if (end < 0 || inner.trim() === '' || inner.includes('\n')) return null;
    return { part: { kind: 'code', text: inner }, end: end + 1 };
  }

  // Marks stand at the edges of words: `2*3*4` and `snake_case_name` are what they are.
  function pair(source, place, mark, kind) {
    const { text, people, depth, hopeless, codes } = source;
    const start = place + mark.length;
    if (depth >= DEEPEST || place < hopeless[mark] || !text.startsWith(mark, place) || text.startsWith(mark, start)) return null;
    if (WORD.test(before(text, place)) || /\s/.test(after(text, start))) return null;
    const paragraph = text.indexOf('\n\n', start);
    const limit = paragraph < 0 ? text.length : paragraph;
    for (let end = text.indexOf(mark, start + 1); end >= 0 && end < limit; end = text.indexOf(mark, end + 1)) {
      const rest = after(text, end + mark.length);
      if (!codes[end] && !/\s/.test(text[end - 1]) && !WORD.test(rest) && rest !== mark[0]) {
        return { part: { kind, parts: inline(text.slice(start, end), people, depth + 1) }, end: end + mark.length };
      }
    }
    hopeless[mark] = limit;
    return null;
  }

  function link(text, place) {
    if (WORD.test(before(text, place))) return null;
    const match = /^https?:\/\/[^\s<>"']+/i.exec(text.slice(place, place + 2048));
    if (!match) return null;
    let address = match[0].replace(/[.,;:!?*_~]+$/, '');
    // A bracket at the end belongs to the address only if it was opened in it.
    const count = (letter) => address.split(letter).length - 1;
    const closing = /[)\]}]*$/.exec(address)[0];
    let extra = 0;
    for (const letter of new Set(closing)) extra += Math.max(0, count(letter) - count({ ')': '(', ']': '[', '}': '{' }[letter]));
    if (extra > 0) address = address.slice(0, -Math.min(extra, closing.length)).replace(/[.,;:!?]+$/, '');
    if (address.length <= 8) return null;
    return { part: { kind: 'link', text: address }, end: place + address.length };
  }

  function mention({ text, lower, people }, place) {
    if (WORD.test(before(text, place))) return null;
    const start = place + 1;
    const named = people.get(lower[start])?.find((person) =>
      lower.startsWith(person.lower, start) && !WORD.test(after(text, start + person.lower.length)));
    if (!named) return null;
    const end = start + named.lower.length;
    return { part: { kind: 'mention', text: text.slice(place, end), mine: named.mine }, end };
  }

  const pictureAt = (text, place) => {
    const match = /^:([a-z0-9_]{1,32}):/.exec(text.slice(place, place + 40));
    return match && parlor.emoji.has(match[1]) ? match : null;
  };

  // `std::key::value` and `10:x:20` have none, but one may follow on another.
  function emoji({ text, taken }, place) {
    const isPart = (letter) => letter === ':' || WORD.test(letter);
    const match = pictureAt(text, place);
    if (!match || (isPart(before(text, place)) && taken !== place)) return null;
    const end = place + match[0].length;
    if (isPart(after(text, end)) && !pictureAt(text, end)) return null;
    return { part: { kind: 'emoji', text: parlor.emoji.get(match[1]), name: match[1] }, end };
  }

  const NAME_AT_CURSOR = /(?:^|[^\p{L}\p{N}_])@([^@\n]{0,32})$/u;

  // What is written of a name before the cursor, or null.
  parlor.beginningOfName = (text, cursor) => NAME_AT_CURSOR.exec(text.slice(0, cursor))?.[1] ?? null;

  // What may be meant by the word at the cursor: `{start, end, choices: [{text, label}]}`, or null.
  parlor.completion = function (text, cursor, names, commands = []) {
    const front = text.slice(0, cursor);
    const command = /^\/([a-z]*)$/i.exec(front);
    if (command) {
      const typed = command[1].toLowerCase();
      const fitting = commands.includes(typed) ? [] : commands.filter((known) => known.startsWith(typed));
      const choices = fitting.map((known) => ({ text: `/${known} `, label: parlor.texts.commands.forms[known] }));
      return choices.length > 0 ? { start: 0, end: cursor, choices } : null;
    }
    const name = NAME_AT_CURSOR.exec(front);
    if (name) {
      const typed = name[1].toLowerCase();
      const fitting = names.filter((known) => known.toLowerCase().startsWith(typed)).sort((a, b) => a.localeCompare(b));
      // A whole name is written already: Enter sends it.
      const choices = fitting.some((known) => known.toLowerCase() === typed) ? [] : fitting;
      const start = cursor - name[1].length - 1;
      if (choices.length > 0) {
        return { start, end: cursor, choices: choices.slice(0, 8).map((text) => ({ text: `@${text} `, label: text })) };
      }
    }
    const picture = /(?:^|\s):([a-z0-9_]{2,32})$/.exec(front);
    if (picture) {
      const all = [...parlor.emoji.keys()];
      const fitting = [...all.filter((key) => key.startsWith(picture[1])), ...all.filter((key) => key.indexOf(picture[1]) > 0)];
      if (fitting.length > 0) {
        const choices = fitting.slice(0, 8).map((key) => ({ text: `${parlor.emoji.get(key)} `, label: `${parlor.emoji.get(key)} ${key}` }));
        return { start: cursor - picture[1].length - 1, end: cursor, choices };
      }
    }
    return null;
  };
})((globalThis.Parlor ??= {}));
