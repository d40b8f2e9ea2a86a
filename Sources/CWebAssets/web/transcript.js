// What was said in a room, and what is on its way there.
(function (parlor) {
  'use strict';

  const { h, defineComponent, onBeforeUpdate, onMounted, onUnmounted, onUpdated, ref } = Vue;
  const { Icon, LinkButton, Avatar, Badges, nameOf, linked } = parlor.parts;
  const texts = parlor.texts;
  const NEAR = 80; // pixels from an edge that count as being there

  const dayOf = (ms) => new Date(ms).toDateString();

  // The time of a message is a link to it.
  const Time = ({ message: { room, seq, date } }) =>
    h('a', { class: 'time', href: `#${room}/${seq}`, title: texts.moment(date), 'aria-label': texts.linkTo(date) }, [
      h('time', { datetime: new Date(date).toISOString() }, texts.time(date)),
    ]);
  Time.props = ['message'];

  // Blocks of code stand in it, so it is no paragraph.
  const Text = ({ text, names, me }) => h('div', { class: 'text', dir: 'auto' }, linked(text || '', names, me));
  Text.props = ['text', 'names', 'me'];

  const Deleted = ({ message }) => {
    const grave = message.tombstone || {};
    return h('p', { class: 'text deleted' }, texts.deleted(nameOf(grave.by)) + texts.deletedWhy(grave.reason));
  };
  Deleted.props = ['message'];

  const Message = ({ message, grouped, mine, names, me, sought }) => {
    const mentioned = !mine && message.kind === 'chat' && parlor.mentions(message.message || '', me);
    const attributes = {
      class: ['message', message.kind, { grouped, mine, mentioned, sought }], 'data-seq': message.seq,
    };
    if (message.kind === 'system') {
      attributes.class.push(`severity-${message.severity || 'info'}`);
      return h('li', attributes, [
        h(Text, { text: message.message, names, me }), h(Time, { message }),
      ]);
    }
    return h('li', attributes, [
      grouped ? null : h(Avatar, { id: message.from }),
      grouped ? null : h('p', { class: 'byline' }, [
        h('bdi', { class: 'name' }, message.username), h(Badges, { person: message }), h(Time, { message }),
      ]),
      message.kind === 'deleted' ? h(Deleted, { message }) : h(Text, { text: message.message, names, me }),
      grouped ? h(Time, { message }) : null,
    ]);
  };
  Message.props = ['message', 'grouped', 'mine', 'names', 'me', 'sought'];

  function progress(message) {
    if (message.state !== 'waiting') return texts.sending;
    return message.error ? parlor.explain(message.error) : texts.waiting;
  }

  const Pending = ({ message, retry, discard }) =>
    h('li', { class: ['message', 'chat', 'pending', message.state], 'data-client': message.clientID }, [
      h('p', { class: 'text', dir: 'auto' }, message.text),
      message.state === 'failed'
        ? h('p', { class: 'send-state', role: 'alert' }, [
          `${texts.notSent} ${message.error ? parlor.explain(message.error) : ''} `,
          h(LinkButton, { label: texts.retry, onClick: () => retry(message.clientID) }), ' ',
          h(LinkButton, { label: texts.discard, onClick: () => discard(message.clientID) }),
        ])
        : h('p', { class: 'send-state' }, progress(message)),
    ]);
  Pending.props = ['message', 'retry', 'discard'];

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

  // Stays at the newest message while the reader is there; keeps what is being read in place when older ones come.
  const Transcript = defineComponent({
    props: ['room', 'me', 'version', 'actions'],
    setup(props) {
      const box = ref(null);
      const atEnd = ref(true);
      let before = null; // how it looked before it was drawn again
      let written = props.room.written;
      let kept = new Map(); // what was drawn of each message: what has not changed is not looked at again
      let foundSeq = null; // the message that was looked for last

      const isAtEnd = (element) => element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
      const load = () => props.actions.loadOlder(props.room.id);

      function scrolled() {
        atEnd.value = isAtEnd(box.value);
        props.actions.atEnd(atEnd.value);
        if (box.value.scrollTop < NEAR * 3 && props.room.older === 'idle') load();
      }

      function toEnd() {
        box.value.scrollTop = box.value.scrollHeight;
      }

      const resized = new ResizeObserver(() => atEnd.value && toEnd());

      function fillUp() {
        const { scrollHeight, clientHeight } = box.value;
        if (scrollHeight <= clientHeight && props.room.older === 'idle' && parlor.olderBefore(props.room)) load();
      }

      onMounted(() => {
        toEnd();
        fillUp();
        // The keyboard of a phone, or a growing composer, must not hide the newest message.
        resized.observe(box.value);
        props.actions.atEnd(true);
      });
      onUnmounted(() => resized.disconnect());
      onBeforeUpdate(() => {
        const oldest = Number(box.value.querySelector('[data-seq]')?.dataset.seq);
        before = { height: box.value.scrollHeight, top: box.value.scrollTop, oldest };
      });
      onUpdated(() => {
        const grown = box.value.scrollHeight - before.height;
        const sought = props.room.sought !== foundSeq && box.value.querySelector(`[data-seq="${props.room.sought}"]`);
        if (sought) {
          foundSeq = props.room.sought;
          atEnd.value = false;
          sought.scrollIntoView({ block: 'center' });
          props.actions.atEnd(false);
        } else if (atEnd.value || written !== props.room.written) toEnd();
        else if (props.room.messages[0]?.seq < before.oldest) box.value.scrollTop = before.top + grown;
        written = props.room.written;
        fillUp();
      });

      return () => {
        const { room, me, actions } = props;
        const names = [...room.members.values()].map((member) => member.username);
        const people = names.join('\n');
        const drawn = new Map();
        const lines = parlor.transcript(room, dayOf).map((line) => {
          if (line.kind === 'day') return h('li', { key: line.key, class: 'day' }, h('span', texts.day(line.date)));
          if (line.kind === 'new') return h('li', { key: line.key, class: 'new' }, h('span', texts.newMessages));
          const { key, message, grouped } = line;
          const mine = me && message.from === me.id;
          const now = [message, grouped, mine, me && me.username, room.sought === key, message.message?.includes('@') && people];
          const before = kept.get(key);
          const same = before && before.now.every((value, index) => value === now[index]);
          const node = same ? before.node
            : h(Message, { key, message, grouped, mine, names, me: me && me.username, sought: now[4] });
          drawn.set(key, { now, node });
          return node;
        });
        kept = drawn;
        const pending = room.pending.filter((message) => message.shownAs === null).map((message) =>
          h(Pending, {
            key: message.clientID, message,
            retry: (id) => actions.retry(room.id, id), discard: (id) => actions.discard(room.id, id),
          }));
        return h('div', { class: 'transcript-frame' }, [
          h(
            'div',
            {
              class: 'transcript', ref: box, tabindex: 0, role: 'region', 'aria-label': texts.messages,
              onScrollPassive: scrolled,
            },
            [h('ol', [top(room, load), ...lines, ...pending])],
          ),
          atEnd.value ? null : h(ToNewest, { unread: room.unread, onClick: toEnd }),
        ]);
      };
    },
  });

  parlor.Transcript = Transcript;
})((globalThis.Parlor ??= {}));
