// One message, and one that is on its way.
(function (parlor) {
  'use strict';

  const { h } = Vue;
  const { IconButton, LinkButton, Avatar, Badges, Severity, nameOf, linked } = parlor.parts;
  const texts = parlor.texts;
  const SPOKEN = 300; // letters of a message in the name of its link

  // The time of a message is a link to it. One of them is a stop of the Tab key; the arrows lead to the others.
  const Time = ({ message, stop, short }) => {
    const { room, seq, date } = message;
    // Who goes from one to the next by ear hears who said what.
    const words = message.kind === 'deleted' ? texts.deleted(nameOf(message.tombstone?.by)) : message.message || '';
    const label = texts.linkTo(message.username, words.length > SPOKEN ? `${words.slice(0, SPOKEN)} …` : words, date);
    return h('a', { class: 'time', href: `#${room}/${seq}`, tabindex: stop ? 0 : -1, title: texts.moment(date), 'data-moment': texts.moment(date), 'aria-label': label }, [
      h('time', { datetime: new Date(date).toISOString() }, short ? texts.shortTime(date) : texts.time(date)),
    ]);
  };
  Time.props = ['message', 'stop', 'short'];

  // Blocks of code stand in it, so it is no paragraph.
  const Text = ({ text, names, me }) => h('div', { class: 'text', dir: 'auto' }, linked(text || '', names, me));
  Text.props = ['text', 'names', 'me'];

  const Deleted = ({ message }) => {
    const grave = message.tombstone || {};
    return h('p', { class: 'text deleted' }, texts.deleted(nameOf(grave.by)) + texts.deletedWhy(grave.reason));
  };
  Deleted.props = ['message'];

  const Message = ({ message, grouped, mine, names, me, sought, remove, stop }) => {
    const mentioned = !mine && message.kind === 'chat' && parlor.mentions(message.message || '', me, names);
    const attributes = {
      class: ['message', message.kind, { grouped, mine, mentioned, sought }], 'data-seq': message.seq,
    };
    if (message.kind === 'system') {
      attributes.class.push(`severity-${message.severity || 'info'}`);
      return h('li', attributes, [
        h(Severity, { severity: message.severity }), h(Text, { text: message.message, names, me }), h(Time, { message, stop }),
      ]);
    }
    return h('li', attributes, [
      grouped ? h('span', { class: 'spoken' }, texts.spoken(message.username, '')) : h(Avatar, { id: message.from }),
      grouped ? null : h('p', { class: 'byline' }, [
        h('bdi', { class: 'name' }, message.username), h(Badges, { person: message }), h(Time, { message, stop }),
      ]),
      message.kind === 'deleted' ? h(Deleted, { message }) : h(Text, { text: message.message, names, me }),
      grouped ? h(Time, { message, stop, short: true }) : null,
      remove && message.kind === 'chat'
        ? h(IconButton, {
          class: 'delete', name: 'trash', tabindex: -1, label: texts.deleteOf(message.username, message.date), onClick: () => remove(message),
        })
        : null,
    ]);
  };
  Message.props = ['message', 'grouped', 'mine', 'names', 'me', 'sought', 'remove', 'stop'];

  function progress(message) {
    if (message.state !== 'waiting') return texts.sending;
    return message.error ? parlor.explain(message.error) : texts.waiting;
  }

  // `author` is set on the first of several, where the message before is somebody else's.
  const Pending = ({ message, author, retry, discard, edit }) =>
    h('li', { class: ['message', 'chat', 'pending', message.state, { mine: author }], 'data-client': message.clientID }, [
      author ? h(Avatar, { id: author.id }) : null,
      author ? h('p', { class: 'byline' }, [h('bdi', { class: 'name' }, author.username)]) : null,
      h('p', { class: 'text', dir: 'auto' }, message.text),
      message.state === 'failed'
        ? h('p', { class: 'send-state', role: 'alert' }, [
          // The time left is counted below, where one writes.
          `${texts.notSent} ${message.error ? parlor.explain({ ...message.error, retry_after: 0 }) : ''} `,
          // What is too long now is so the next time.
          message.error?.code === 'too_large'
            ? h(LinkButton, { label: texts.edit, onClick: () => edit(message) })
            : retry ? h(LinkButton, { label: texts.retry, onClick: () => retry(message.clientID) }) : null, ' ',
          h(LinkButton, { label: texts.discard, onClick: () => discard(message.clientID) }),
        ])
        : h('p', { class: 'send-state' }, progress(message)),
    ]);
  Pending.props = ['message', 'author', 'retry', 'discard', 'edit'];

  Object.assign(parlor.parts, { Message, Pending });
})((globalThis.Parlor ??= {}));
