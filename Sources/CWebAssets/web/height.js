// Which parts of a long transcript are worth drawing. The lines are cut into pieces that stay the same when others come
// before or after; a piece far from what one sees is only as high as it was, or will most likely be.
(function (parlor) {
  'use strict';

  const LINES = 40; // messages in a piece, at most
  const SMALL = 400; // lines that are always drawn whole
  const GUESS = 44; // pixels of a line that was never drawn

  // The piece that a message is in.
  const keyOf = (seq) => Math.floor(seq / LINES);

  // Cuts lines into pieces: {key, lines}. The key is of the numbers of the messages in it.
  function pieces(lines) {
    const cut = [];
    let current = null;
    let waiting = []; // a day or a mark stands with the message that follows
    for (const line of lines) {
      waiting.push(line);
      if (line.kind !== 'message') continue;
      const key = keyOf(line.message.seq);
      if (current === null || current.key !== key) cut.push((current = { key, lines: [] }));
      current.lines.push(...waiting);
      waiting = [];
    }
    if (waiting.length > 0 && current !== null) current.lines.push(...waiting);
    else if (waiting.length > 0) cut.push({ key: -1, lines: waiting });
    return cut;
  }

  const heightOf = (piece, heights) => heights.get(piece.key) ?? piece.lines.length * GUESS;

  // The keys of the pieces that are within `margin` pixels of what is seen, `null` for all. `view` is {top, height} in
  // pixels from the beginning of the first piece; `wanted` is the number of a message that must be drawn.
  function near(cut, heights, view, margin, wanted) {
    if (cut.reduce((sum, piece) => sum + piece.lines.length, 0) <= SMALL) return null;
    const keys = new Set();
    let top = 0;
    for (const piece of cut) {
      const bottom = top + heightOf(piece, heights);
      if (bottom >= view.top - margin && top <= view.top + view.height + margin) keys.add(piece.key);
      top = bottom;
    }
    if (wanted !== null) keys.add(keyOf(wanted));
    return keys;
  }

  // Whether the same pieces are near.
  const same = (a, b) => a === b || (a !== null && b !== null && a.size === b.size && [...a].every((key) => b.has(key)));

  parlor.height = { SMALL, keyOf, pieces, heightOf, near, same };
})((globalThis.Parlor ??= {}));
