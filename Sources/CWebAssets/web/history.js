// Requests for what was said before: older pages, what is missing in a gap, and a message that a link names.
(function (parlor) {
  'use strict';

  const PAGE = 200; // messages asked for at once
  const FILLED_AT_ONCE = 5; // pages of a gap

  // `request(name, payload, done)` asks the server, `happened(event)` tells the state, `tell(severity, text)` the reader.
  parlor.history = function ({ state, happened, request, tell }) {
    let sought = null;

    function loadOlder(id) {
      const room = state.rooms.get(id);
      const before = room && parlor.olderBefore(room);
      if (!before || room.older === 'loading' || room.phase !== 'joined') return;
      happened({ type: 'loadingOlder', room: id });
      request('history', { room: id, before, limit: PAGE }, (answer) => {
        if (answer.ok) happened({ type: 'older', room: id, before, page: answer });
        else happened({ type: 'olderFailed', room: id });
      });
    }

    // Fetches what is missing between two messages, from its beginning on, a good part of it at once.
    function fillGap(id, from, pages = FILLED_AT_ONCE) {
      const room = state.rooms.get(id);
      const gap = room && parlor.gaps.at(room, from);
      if (!gap || gap.trimmed || gap.state === 'loading' || room.phase !== 'joined' || pages === 0) return;
      happened({ type: 'fillingGap', room: id, from });
      request('history', { room: id, after: from - 1, limit: Math.min(PAGE, gap.to - from + 1) }, (answer) => {
        if (!answer.ok) return happened({ type: 'fillFailed', room: id, from });
        happened({ type: 'gapFilled', room: id, from, page: answer });
        const rest = room.gaps.find((other) => other.to === gap.to);
        if (rest && rest.from > from) fillGap(id, rest.from, pages - 1);
      });
    }

    // Shows a message: at once if it is here, else with what is around it.
    function seek(id, seq) {
      const room = state.rooms.get(id);
      if (room?.phase !== 'joined') {
        sought = { id, seq };
        return;
      }
      const isHere = () => room.messages.some((message) => message.seq === seq);
      const missing = () => tell('info', parlor.texts.notFound);
      if (isHere()) return happened({ type: 'seek', room: id, seq });
      if (seq < room.firstSeq || seq > room.seq) return missing();
      request('history', { room: id, around: seq, limit: PAGE / 2 }, (answer) => {
        if (answer.ok) happened({ type: 'around', room: id, page: answer });
        else return tell('warning', parlor.explain(answer.error));
        isHere() ? happened({ type: 'seek', room: id, seq }) : missing();
      });
    }

    // A link may have led to a room that had to be joined first.
    function joined(id) {
      if (sought?.id !== id) return;
      const { seq } = sought;
      sought = null;
      seek(id, seq);
    }

    return { loadOlder, fillGap, seek, joined };
  };
})((globalThis.Parlor ??= {}));
