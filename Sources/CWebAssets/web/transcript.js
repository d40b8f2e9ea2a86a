// What was said in a room, and what is on its way there.
(function (parlor) {
  'use strict';

  const { h, defineComponent, onBeforeUnmount, onBeforeUpdate, onMounted, onUpdated, ref, shallowRef } = Vue;
  const { Icon, LinkButton, Message, Pending } = parlor.parts;
  const texts = parlor.texts;
  const NEAR = 80; // pixels from an edge that count as being there
  const LINE_SPACE = 8; // pixels above the line of what is new
  const DRAWN_AROUND = 2000; // pixels above and below what one sees that are drawn as well

  const QUARTER_HOUR = 900000; // days begin at whole quarters of an hour everywhere
  const days = new Map();

  // The local day of a moment; finding it is dear, and most messages share theirs with others.
  function dayOf(ms) {
    const part = Math.floor(ms / QUARTER_HOUR);
    if (!days.has(part)) days.set(part, new Date(ms).toDateString());
    return days.get(part);
  }

  // What stands above the oldest message.
  function top(room, load) {
    if (room.phase === 'joining' && room.epoch === null) return h('li', { class: 'edge' }, texts.joining(room.id));
    if (room.older === 'loading') return h('li', { class: 'edge' }, texts.loadingOlder);
    if (room.older === 'failed') {
      return h('li', { class: 'edge' }, [
        texts.olderFailed, ' ', h(LinkButton, { label: texts.retry, onClick: load }),
      ]);
    }
    if (parlor.olderBefore(room) !== null || room.epoch === null) return null;
    if (room.wasReset) return h('li', { class: 'edge' }, texts.wasReset);
    if (room.messages.length === 0) return h('li', { class: 'edge' }, texts.empty);
    return h('li', { class: 'edge' }, room.firstSeq > 1 ? texts.trimmed : texts.beginning);
  }

  const ToNewest = ({ unread }) =>
    h('button', { type: 'button', class: 'to-newest' }, [h(Icon, { name: 'down' }), texts.toNewest(unread)]);
  ToNewest.props = ['unread'];

  // Where messages are missing in between.
  const Gap = ({ gap, fill }) => {
    const count = gap.to - gap.from + 1;
    if (gap.trimmed) return h('li', { class: 'missing' }, h('span', texts.gapTrimmed(count)));
    return h('li', { class: 'missing' }, [
      h('span', gap.state === 'failed' ? texts.gapFailed(count) : texts.gap(count)),
      gap.state === 'loading' ? h('span', { class: 'wait' }, texts.gapLoading)
        : h(LinkButton, { label: texts.fillGap, onClick: () => fill(gap.from) }),
    ]);
  };
  Gap.props = ['gap', 'fill'];

  // Stays at the newest message while the reader is there; keeps what is being read in place when others come or go.
  // Of a long transcript only what is near the reader is drawn.
  const Transcript = defineComponent({
    props: ['room', 'me', 'moderates', 'version', 'actions'],
    setup(props) {
      const box = ref(null);
      const body = ref(null);
      const atEnd = ref(true);
      const near = shallowRef(firstNear()); // keys of the pieces to draw, or null for all
      const heights = new Map(); // of the pieces that were drawn, in pixels
      let cut = []; // the pieces of the transcript, and what they were made of
      let madeOf = [];
      let place = null; // the message one saw first when one scrolled last, and where
      let anchor = null; // a message one sees, and where, before it is drawn again
      let written = props.room.written;
      let kept = new Map(); // what was drawn of each message: what has not changed is not looked at again
      let awaited = null; // the same, of a line that came while nobody looked
      let lineOf = null; // after which message the line of what is new stood last
      let width = 0;

      const isAtEnd = (element) => element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
      const load = () => props.actions.loadOlder(props.room.id);
      const fill = (from) => props.actions.fillGap(props.room.id, from);
      const wanted = () => (props.room.seeking ? props.room.sought : null);

      // Where the reader was before, or the end.
      function firstNear() {
        const { place, messages } = props.room;
        if (messages.length <= parlor.height.SMALL) return null;
        return new Set(place ? [parlor.height.keyOf(Number(place.seq))] : []);
      }

      function scrolled() {
        const element = box.value;
        atEnd.value = isAtEnd(element);
        props.actions.atEnd(atEnd.value);
        if (element.clientWidth === width) place = atEnd.value ? null : seen();
        look();
        if (element.scrollTop < NEAR * 3 && props.room.older === 'idle') load();
      }

      // Decides what is worth drawing from where one looks.
      function look() {
        const view = { top: box.value.scrollTop - body.value.offsetTop, height: box.value.clientHeight };
        const keys = parlor.height.near(cut, heights, view, DRAWN_AROUND, wanted());
        if (!parlor.height.same(near.value, keys)) near.value = keys;
      }

      function toEnd() {
        box.value.scrollTop = box.value.scrollHeight;
      }

      const resized = new ResizeObserver(() => {
        // In another width everything has another height; what is known is still the best guess.
        if (atEnd.value) toEnd();
        if (box.value.clientWidth !== width) {
          anchor = place;
          if (!atEnd.value) holdStill();
          measure();
        }
        width = box.value.clientWidth;
        look();
      });

      const drawnPieces = () => body.value.querySelectorAll(':scope > .piece:not(.away)');

      function measure() {
        for (const piece of drawnPieces()) heights.set(Number(piece.dataset.piece), piece.getBoundingClientRect().height);
      }

      // The first message that one sees.
      function seen() {
        const top = box.value.getBoundingClientRect().top;
        for (const piece of drawnPieces()) {
          if (piece.getBoundingClientRect().bottom <= top) continue;
          for (const line of piece.querySelectorAll('[data-seq]')) {
            const placed = line.getBoundingClientRect();
            if (placed.bottom > top) return { seq: line.dataset.seq, offset: placed.top - top };
          }
        }
        return null;
      }

      function holdStill() {
        const line = anchor && body.value.querySelector(`[data-seq="${anchor.seq}"]`);
        if (!line) return;
        const moved = line.getBoundingClientRect().top - box.value.getBoundingClientRect().top - anchor.offset;
        if (Math.abs(moved) >= 1) box.value.scrollTop += moved;
      }

      // Whoever follows the end is not carried past the line of what is new: reading goes on there.
      function stopAtLine() {
        const { readSeq } = props.room;
        // Who looks has seen it.
        if (!document.hidden && atEnd.value) awaited = null;
        if (readSeq !== lineOf) awaited = document.hidden ? readSeq : null;
        const isNew = readSeq !== null && (readSeq !== lineOf || (document.hidden && readSeq === awaited));
        lineOf = readSeq;
        const line = isNew && atEnd.value && body.value.querySelector('.new');
        if (!line) return;
        const above = box.value.getBoundingClientRect().top - line.getBoundingClientRect().top;
        if (above <= 0) return;
        box.value.scrollTop -= above + LINE_SPACE;
        atEnd.value = isAtEnd(box.value);
        props.actions.atEnd(atEnd.value);
        if (!atEnd.value) props.actions.behind(props.room.id);
      }

      // The arrow keys lead from message to message, and to the bin beside it.
      function steer(event) {
        const own = event.target.closest('[data-seq]');
        // A wide block of code is moved by them itself.
        if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest('pre')) return;
        const lines = [...body.value.querySelectorAll('[data-seq]')];
        const step = { ArrowUp: -1, ArrowDown: 1, ArrowLeft: 0, ArrowRight: 0 }[event.key];
        if (step === undefined || (!own && event.key !== 'ArrowUp')) return;
        // From the whole of it one comes to the lowest that one sees.
        const line = own ? lines[lines.indexOf(own) + step] : lines.findLast(isInView);
        const target = line?.querySelector(event.key === 'ArrowRight' ? '.delete' : '.time');
        if (target) {
          event.preventDefault();
          target.focus();
        }
      }

      function isInView(line) {
        return line.getBoundingClientRect().top < box.value.getBoundingClientRect().bottom - NEAR / 4;
      }

      function fillUp() {
        const { scrollHeight, clientHeight } = box.value;
        if (scrollHeight <= clientHeight && props.room.older === 'idle' && parlor.olderBefore(props.room)) load();
      }

      onMounted(() => {
        toEnd();
        measure();
        anchor = props.room.place;
        if (anchor) {
          atEnd.value = false;
          holdStill();
          atEnd.value = isAtEnd(box.value);
        } else stopAtLine();
        look();
        fillUp();
        width = box.value.clientWidth;
        // The keyboard of a phone, or a growing composer, must not hide the newest message.
        resized.observe(box.value);
        props.actions.atEnd(atEnd.value);
      });
      onBeforeUnmount(() => {
        resized.disconnect();
        props.actions.place(props.room.id, atEnd.value ? null : seen());
      });
      onBeforeUpdate(() => {
        anchor = atEnd.value ? null : seen();
      });
      onUpdated(() => {
        measure();
        const sought = wanted() !== null && body.value.querySelector(`[data-seq="${props.room.sought}"]`);
        if (sought) {
          sought.scrollIntoView({ block: 'center' });
          atEnd.value = isAtEnd(box.value);
          props.actions.atEnd(atEnd.value);
          props.actions.found(props.room.id);
        } else if (atEnd.value || written !== props.room.written) {
          const wrote = written !== props.room.written;
          toEnd();
          if (!wrote) stopAtLine();
        } else holdStill();
        written = props.room.written;
        look();
        fillUp();
      });

      function drawLine(line, drawn, names, people) {
        const { room, me } = props;
        if (line.kind === 'day') return h('li', { key: line.key, class: 'day' }, h('span', texts.day(line.date)));
        if (line.kind === 'new') return h('li', { key: line.key, class: 'new' }, h('span', texts.newMessages));
        if (line.kind === 'gap') return h(Gap, { key: line.key, gap: line.gap, fill });
        const { key, message, grouped } = line;
        const mine = me && message.from === me.id;
        const stop = message === room.messages[room.messages.length - 1];
        const now = [message, grouped, mine, me && me.username, room.sought === key, message.message?.includes('@') && people, props.moderates, stop];
        const before = kept.get(key);
        const same = before && before.now.every((value, index) => value === now[index]);
        const node = same ? before.node
          : h(Message, { key, message, grouped, mine, names, me: me && me.username, sought: now[4], remove: now[6] && props.actions.askDeletion, stop });
        drawn.set(key, { now, node });
        return node;
      }

      // Cutting a long transcript anew is only worth it when there is something new in it.
      function piecesOf(room) {
        const now = [room.messages, room.readSeq, room.gaps];
        if (!now.every((value, index) => value === madeOf[index])) {
          cut = parlor.height.pieces(parlor.transcript(room, dayOf));
          madeOf = now;
        }
        return cut;
      }

      return () => {
        const { room, actions } = props;
        const names = parlor.peopleOf(room).map((person) => person.username);
        const people = names.join('\n');
        const drawn = new Map();
        const keys = near.value;
        const last = piecesOf(room).length - 1;
        const target = wanted() === null ? null : parlor.height.keyOf(wanted());
        const hasNew = room.readSeq !== null && room.readSeq !== lineOf ? (line) => line.kind === 'new' : () => false;
        const pieces = cut.map((piece, index) => {
          const attributes = { key: `piece-${piece.key}`, 'data-piece': piece.key };
          // Where the reader is and where reading goes on, there must be something.
          const isDrawn = keys === null || keys.has(piece.key) || (atEnd.value && index >= last - 1)
            || piece.key === target || piece.lines.some(hasNew);
          if (!isDrawn) {
            const height = `${parlor.height.heightOf(piece, heights)}px`;
            return h('ol', { ...attributes, class: 'piece away', style: { height }, 'aria-hidden': 'true' });
          }
          return h('ol', { ...attributes, class: 'piece' }, piece.lines.map((line) => drawLine(line, drawn, names, people)));
        });
        kept = drawn;
        const newest = room.messages[room.messages.length - 1];
        const goesOn = props.me === null || (newest?.kind === 'chat' && newest.from === props.me.id);
        const pending = room.pending.filter((message) => message.shownAs === null).map((message, index) =>
          h(Pending, {
            key: message.clientID, message, author: index === 0 && !goesOn ? props.me : null,
            retry: room.phase === 'out' ? null : (id) => actions.retry(room.id, id), discard: (id) => actions.discard(room.id, id),
            edit: (kept) => actions.edit(room.id, kept),
          }));
        return h('div', { class: 'transcript-frame' }, [
          h(
            'div',
            {
              class: 'transcript', ref: box, tabindex: 0, role: 'region', 'aria-label': texts.messages,
              'aria-description': texts.messagesHint, onScrollPassive: scrolled, onKeydown: steer,
            },
            [h('div', { class: 'pile' }, [
              h('ol', { key: 'top' }, [top(room, load)]),
              h('div', { key: 'body', ref: body }, pieces),
              h('ol', { key: 'pending' }, pending),
            ])],
          ),
          atEnd.value ? null : h(ToNewest, { unread: room.unread, onClick: toEnd }),
        ]);
      };
    },
  });

  parlor.Transcript = Transcript;
})((globalThis.Parlor ??= {}));
