// What the state looks like. Render functions only (the page's policy forbids code made from text), and everything that
// people wrote becomes text nodes, each isolated so that its writing direction ends with it.
(function (parlor) {
  'use strict';

  const { h, defineComponent, onBeforeUpdate, onMounted, onUnmounted, onUpdated, ref, nextTick } = Vue;
  const texts = parlor.texts;
  const TEXT_BYTES = 4096;
  const WARN_BYTES = 500; // left, from which on the composer counts
  const NEAR = 80; // pixels from an edge that count as being there

  const bytesOf = (text) => new TextEncoder().encode(text).length;
  const dayOf = (ms) => new Date(ms).toDateString();

  // --- Small parts ---

  const paths = {
    menu: 'M4 6h16M4 12h16M4 18h16',
    send: 'M5 12h13M12 5l7 7-7 7',
    plus: 'M12 5v14M5 12h14',
    pen: 'M4 20h4L19 9l-4-4L4 16z',
    leave: 'M14 4h5v16h-5M10 8l-4 4 4 4M6 12h9',
    search: 'M11 5a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM16 16l4 4',
    close: 'M6 6l12 12M18 6L6 18',
    down: 'M12 5v13M6 12l6 6 6-6',
    people: 'M9 12a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3 19c0-3 2.7-5 6-5s6 2 6 5M16 5.5a3.5 3.5 0 0 1 0 6M18 14.5c1.9.8 3 2.400 3 4.500',
  };

  const Icon = ({ name }) =>
    h('svg', { class: 'icon', viewBox: '0 0 24 24', 'aria-hidden': 'true', focusable: 'false' }, [h('path', { d: paths[name] })]);
  Icon.props = ['name'];

  const IconButton = ({ name, label }) =>
    h('button', { type: 'button', class: 'icon-button', title: label, 'aria-label': label }, [h(Icon, { name })]);
  IconButton.props = ['name', 'label'];

  // A person's picture; only ever from this server.
  const Avatar = ({ id }) =>
    h('img', { class: 'avatar', src: `/avatar/${encodeURIComponent(id)}.svg`, alt: '', width: 36, height: 36, loading: 'lazy' });
  Avatar.props = ['id'];

  const Badges = ({ person }) => [
    person.bot ? h('span', { class: 'badge' }, texts.bot) : null,
    texts.role[person.role] ? h('span', { class: 'badge' }, texts.role[person.role]) : null,
  ];
  Badges.props = ['person'];

  // A name may come as text or as a person.
  const nameOf = (who) => (who && typeof who === 'object' ? who.username : who);

  // Text with its web addresses made into links.
  function linked(text) {
    const parts = [];
    let end = 0;
    for (const match of text.matchAll(/https?:\/\/[^\s<>"']+/g)) {
      const address = match[0].replace(/[.,;:!?)\]}]+$/, '');
      parts.push(text.slice(end, match.index));
      parts.push(h('a', { href: address, target: '_blank', rel: 'noopener noreferrer nofollow' }, address));
      end = match.index + address.length;
    }
    parts.push(text.slice(end));
    return parts;
  }

  // --- The transcript ---

  const Time = ({ date }) => h('time', { datetime: new Date(date).toISOString(), title: texts.moment(date) }, texts.time(date));
  Time.props = ['date'];

  const Deleted = ({ message }) => {
    const grave = message.tombstone || {};
    return h('p', { class: 'text deleted' }, texts.deleted(nameOf(grave.by)) + texts.deletedWhy(grave.reason));
  };
  Deleted.props = ['message'];

  const Message = ({ message, grouped, mine }) => {
    const attributes = { class: ['message', message.kind, { grouped, mine }], 'data-seq': message.seq };
    if (message.kind === 'system') {
      attributes.class.push(`severity-${message.severity || 'info'}`);
      return h('li', attributes, [h('p', { class: 'text', dir: 'auto' }, linked(message.message)), h(Time, { date: message.date })]);
    }
    return h('li', attributes, [
      grouped ? null : h(Avatar, { id: message.from }),
      grouped ? null : h('p', { class: 'byline' }, [
        h('bdi', { class: 'name' }, message.username), h(Badges, { person: message }), h(Time, { date: message.date }),
      ]),
      message.kind === 'deleted' ? h(Deleted, { message }) : h('p', { class: 'text', dir: 'auto' }, linked(message.message || '')),
    ]);
  };
  Message.props = ['message', 'grouped', 'mine'];

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
          h('button', { type: 'button', class: 'link', onClick: () => retry(message.clientID) }, texts.retry), ' ',
          h('button', { type: 'button', class: 'link', onClick: () => discard(message.clientID) }, texts.discard),
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
        texts.olderFailed, ' ', h('button', { type: 'button', class: 'link', onClick: load }, texts.retry),
      ]);
    }
    if (parlor.olderBefore(room) !== null || room.epoch === null) return null;
    if (room.wasReset) return h('li', { class: 'edge' }, texts.wasReset);
    if (room.messages.length === 0) return h('li', { class: 'edge' }, texts.empty);
    return h('li', { class: 'edge' }, room.firstSeq > 1 ? texts.trimmed : texts.beginning);
  }

  // Stays at the newest message while the reader is there; keeps what is being read in place when older ones come.
  const Transcript = defineComponent({
    props: ['room', 'me', 'version', 'actions'],
    setup(props) {
      const box = ref(null);
      const atEnd = ref(true);
      let before = null; // how it looked before it was drawn again
      let written = props.room.written;

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
        before = { height: box.value.scrollHeight, top: box.value.scrollTop, oldest: Number(box.value.querySelector('[data-seq]')?.dataset.seq) };
      });
      onUpdated(() => {
        if (atEnd.value || written !== props.room.written) toEnd();
        else if (props.room.messages[0]?.seq < before.oldest) box.value.scrollTop = before.top + box.value.scrollHeight - before.height;
        written = props.room.written;
        fillUp();
      });

      return () => {
        const { room, me, actions } = props;
        const lines = parlor.transcript(room, dayOf).map((line) => {
          if (line.kind === 'day') return h('li', { key: line.key, class: 'day' }, h('span', texts.day(line.date)));
          if (line.kind === 'new') return h('li', { key: line.key, class: 'new' }, h('span', texts.newMessages));
          return h(Message, { key: line.key, message: line.message, grouped: line.grouped, mine: me && line.message.from === me.id });
        });
        const pending = room.pending.filter((message) => message.shownAs === null).map((message) =>
          h(Pending, {
            key: message.clientID, message,
            retry: (id) => actions.retry(room.id, id), discard: (id) => actions.discard(room.id, id),
          }));
        return h('div', { class: 'transcript-frame' }, [
          h('div', { class: 'transcript', ref: box, tabindex: 0, role: 'region', 'aria-label': texts.messages, onScrollPassive: scrolled }, [
            h('ol', [top(room, load), ...lines, ...pending]),
          ]),
          atEnd.value ? null : h('button', { type: 'button', class: 'to-newest', onClick: toEnd }, [h(Icon, { name: 'down' }), texts.toNewest(room.unread)]),
        ]);
      };
    },
  });

  // --- Below the transcript ---

  const Composer = defineComponent({
    props: ['room', 'actions', 'disabled'],
    setup(props) {
      const field = ref(null);
      const text = ref(props.room.draft);

      function fit() {
        field.value.style.height = 'auto';
        field.value.style.height = `${field.value.scrollHeight + 2}px`;
      }

      function changed(event) {
        text.value = event.target.value;
        props.actions.draft(props.room.id, text.value);
        if (text.value.trim()) props.actions.typing(props.room.id);
        fit();
      }

      function submit(event) {
        event.preventDefault();
        const words = text.value.trim();
        if (!words || props.disabled || bytesOf(words) > TEXT_BYTES) return;
        text.value = '';
        props.actions.draft(props.room.id, '');
        props.actions.send(props.room.id, words);
        nextTick(fit);
        field.value.focus();
      }

      function key(event) {
        // Enter while composing (Japanese, Chinese …) chooses a word.
        if (event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.keyCode !== 229) submit(event);
      }

      onMounted(() => {
        fit();
        if (matchMedia('(hover: hover)').matches) field.value.focus();
      });

      return () => {
        const left = TEXT_BYTES - bytesOf(text.value.trim());
        const label = texts.write(`#${props.room.id}`);
        return h('form', { class: 'composer', onSubmit: submit }, [
          h('textarea', {
            ref: field, rows: 1, value: text.value, placeholder: label, 'aria-label': label, dir: 'auto', enterkeyhint: 'send',
            autocomplete: 'off', disabled: props.disabled, onInput: changed, onKeydown: key,
          }),
          left < WARN_BYTES
            ? h('span', { class: ['bytes', { over: left < 0 }], role: 'status' }, left < 0 ? texts.tooLong(left) : texts.left(left))
            : null,
          h('button', {
            type: 'submit', class: 'send', title: texts.send, 'aria-label': texts.send,
            disabled: props.disabled || !text.value.trim() || left < 0,
          }, [h(Icon, { name: 'send' })]),
        ]);
      };
    },
  });

  function linkWords(link, now) {
    if (link.offline) return texts.offline;
    if (link.phase === 'waiting') return texts.link.waiting(Math.max(0, Math.ceil((link.retryAt - now) / 1000)));
    if (link.phase === 'closed' && link.error) return texts.refused(link.error.message, link.error.hint);
    return texts.link[link.phase];
  }

  // Says what is true of the connection now. The countdown is not read aloud at each second.
  const StatusLine = ({ state, now, actions }) => {
    const { link } = state;
    const away = state.storeAway && (link.phase === 'live' || link.phase === 'greeted');
    const kind = away ? 'away' : link.offline ? 'waiting' : link.phase;
    const words = away ? texts.storeAway : linkWords(link, now);
    return h('div', { class: ['status', kind], 'data-link': kind }, [
      h('span', { class: 'dot', 'aria-hidden': 'true' }),
      h('span', { 'aria-hidden': link.phase === 'waiting' ? 'true' : null, role: link.phase === 'waiting' ? null : 'status' }, words),
      link.phase === 'waiting' ? h('button', { type: 'button', class: 'link', onClick: actions.tryNow }, texts.tryNow) : null,
      link.phase === 'closed' ? h('button', { type: 'button', class: 'link', onClick: actions.tryNow }, texts.connectAgain) : null,
    ]);
  };
  StatusLine.props = ['state', 'now', 'actions', 'version'];

  const TypingLine = ({ room }) => {
    const names = [...room.typing.values()].map((typing) => typing.name);
    return h('p', { class: 'typing' }, names.length > 0 ? h('bdi', texts.typing(names)) : '\u00a0');
  };
  TypingLine.props = ['room', 'version'];

  // --- The side ---

  const RoomList = ({ state, actions }) =>
    h('ul', { class: 'room-list' }, [...state.rooms.values()].map((room) =>
      h('li', { key: room.id }, [
        h('button', {
          type: 'button', class: ['room-entry', { current: room.id === state.current, out: room.phase === 'out', unread: room.unread > 0 }],
          'aria-current': room.id === state.current ? 'true' : null, onClick: () => actions.select(room.id),
        }, [
          h('span', { class: 'hash', 'aria-hidden': 'true' }, '#'),
          h('span', { class: 'room-name' }, room.id),
          room.unread > 0 ? h('span', { class: 'unread-count', 'aria-label': texts.unreadSpoken(room.unread) }, texts.unread(room.unread)) : null,
        ]),
      ])));
  RoomList.props = ['state', 'actions', 'version'];

  const JoinForm = defineComponent({
    props: ['actions'],
    setup(props) {
      const text = ref('');
      const wrong = ref(false);

      function submit(event) {
        event.preventDefault();
        const room = text.value.trim().toLowerCase().replace(/^#/, '').replace(/\s+/g, '-');
        wrong.value = room !== '' && !/^[a-z0-9][a-z0-9._-]{0,63}$/.test(room);
        if (wrong.value || room === '') return;
        text.value = '';
        props.actions.join(room);
      }

      return () => h('form', { class: 'join-form', onSubmit: submit }, [
        h('input', {
          type: 'text', value: text.value, placeholder: texts.joinOrCreate, 'aria-label': texts.joinOrCreate, maxlength: 70, autocomplete: 'off',
          autocapitalize: 'none', spellcheck: false, 'aria-invalid': wrong.value ? 'true' : null,
          onInput: (event) => { text.value = event.target.value; wrong.value = false; },
        }),
        h('button', { type: 'submit', class: 'icon-button', title: texts.join, 'aria-label': texts.join }, [h(Icon, { name: 'plus' })]),
        wrong.value ? h('p', { class: 'problem', role: 'alert' }, texts.roomNameRule) : null,
      ]);
    },
  });

  const rank = { admin: 0, moderator: 1 };
  const byName = new Intl.Collator();
  const inOrder = (a, b) => (rank[a.role] ?? 2) - (rank[b.role] ?? 2) || byName.compare(a.username, b.username);

  const MemberList = ({ room, me }) => {
    const members = [...room.members.values()].sort(inOrder);
    const more = room.count - members.length;
    return h('ul', { class: 'member-list' }, [
      ...members.map((member) => h('li', { key: member.id, class: 'member', 'data-member': member.id }, [
        h(Avatar, { id: member.id }), h('bdi', { class: 'name', title: member.username }, member.username),
        me && member.id === me.id ? h('span', { class: 'badge you' }, texts.you) : null, h(Badges, { person: member }),
      ])),
      more > 0 ? h('li', { class: 'more' }, texts.moreMembers(more)) : null,
    ]);
  };
  MemberList.props = ['room', 'me', 'version'];

  // Who you are, and how to be called otherwise.
  const Me = defineComponent({
    props: ['me', 'actions'],
    setup(props) {
      const name = ref(null); // what is being typed, or null
      const problem = ref(null);

      function submit(event) {
        event.preventDefault();
        const wanted = name.value.trim();
        if (!wanted || wanted === props.me.username) return close();
        props.actions.rename(wanted, (error) => {
          problem.value = error && parlor.explain(error);
          if (!error) close();
        });
      }

      function close() {
        name.value = problem.value = null;
      }

      function edit() {
        name.value = props.me.username;
        nextTick(() => document.querySelector('.me input')?.select());
      }

      return () => {
        if (!props.me) return null;
        if (name.value === null) {
          return h('div', { class: 'me' }, [
            h(Avatar, { id: props.me.id }), h('bdi', { class: 'name', 'data-member': props.me.id }, props.me.username),
            h(IconButton, { name: 'pen', label: texts.rename, onClick: edit }),
          ]);
        }
        return h('form', { class: 'me editing', onSubmit: submit }, [
          h('input', {
            type: 'text', value: name.value, maxlength: 128, 'aria-label': texts.rename, autocomplete: 'off',
            onInput: (event) => { name.value = event.target.value; }, onKeydown: (event) => event.key === 'Escape' && close(),
          }),
          h('button', { type: 'submit', class: 'small' }, texts.save),
          h(IconButton, { name: 'close', label: texts.cancel, onClick: close }),
          problem.value ? h('p', { class: 'problem', role: 'alert' }, problem.value) : null,
        ]);
      };
    },
  });

  const Side = ({ state, ui, actions, version }) => {
    const room = state.rooms.get(state.current);
    return h('aside', { class: ['side', { open: ui.sideOpen }], id: 'side' }, [
      h('header', { class: 'brand' }, [
        h('img', { src: ui.icon, alt: '', width: 28, height: 28 }), h('span', texts.product),
        h(IconButton, { class: 'close-side', name: 'close', label: texts.close, onClick: actions.closeSide }),
      ]),
      h('nav', { class: 'rooms', 'aria-label': texts.rooms }, [
        h('h2', [texts.rooms, h(IconButton, { name: 'search', label: texts.allRooms, onClick: actions.browse })]),
        h(RoomList, { state, actions, version }),
        h(JoinForm, { actions }),
      ]),
      room && room.phase !== 'out'
        ? h('section', { class: 'people', 'aria-label': texts.members }, [
          h('h2', [texts.members, h('span', { class: 'count' }, room.count || '')]),
          h(MemberList, { room, me: state.me, version }),
        ])
        : h('div', { class: 'people' }),
      h('footer', [
        h(Me, { me: state.me, actions }),
        h('a', { class: 'licenses', href: ui.licenses, target: '_blank' }, texts.licenses),
      ]),
    ]);
  };
  Side.props = ['state', 'ui', 'actions', 'version'];

  // --- The room ---

  const RoomHeader = ({ room, actions, unread }) =>
    h('header', { class: 'room-header' }, [
      h('span', { class: 'menu' }, [
        h(IconButton, { name: 'menu', label: texts.showSidebar, 'aria-controls': 'side', onClick: actions.openSide }),
        unread > 0 ? h('span', { class: 'unread-count' }, texts.unread(unread)) : null,
      ]),
      h('div', { class: 'room-title' }, [
        h('h1', room ? [h('span', { class: 'hash' }, '#'), room.id] : texts.product),
        room ? h('p', { class: ['topic', { none: !room.topic }], dir: 'auto', title: room.topic }, room.topic || texts.noTopic) : null,
      ]),
      room && room.phase !== 'out' ? h('span', { class: 'people-count', title: texts.people(room.count) }, [h(Icon, { name: 'people' }), String(room.count || '')]) : null,
      room ? h(IconButton, { name: 'leave', label: texts.leave, onClick: () => actions.leave(room.id) }) : null,
    ]);
  RoomHeader.props = ['room', 'actions', 'unread', 'version'];

  const Notice = ({ notice, dismiss }) =>
    h('div', { class: ['notice', `severity-${notice.severity || 'info'}`], role: notice.severity === 'critical' ? 'alert' : 'status' }, [
      h('p', { dir: 'auto' }, linked(notice.text || '')),
      h(IconButton, { name: 'close', label: texts.dismiss, onClick: dismiss }),
    ]);
  Notice.props = ['notice', 'dismiss'];

  // Why one is not in the room any more, and the way back.
  const Out = ({ room, actions }) => {
    const { outcome } = room;
    const words = outcome && outcome.kind === 'kicked'
      ? texts.kicked(`#${room.id}`, nameOf(outcome.by), outcome.reason) + (outcome.until ? texts.bannedUntil(outcome.until) : '')
      : parlor.explain((outcome && outcome.error) || { code: 'not_in_room' });
    return h('div', { class: 'outcome', role: 'alert' }, [
      h('p', { dir: 'auto' }, words),
      h('button', { type: 'button', class: 'small', onClick: () => actions.join(room.id) }, texts.comeBack),
    ]);
  };
  Out.props = ['room', 'actions', 'version'];

  function roomNotes(room) {
    const notes = [];
    if (room.locked) notes.push(texts.locked);
    if (room.slowMode > 0) notes.push(texts.slowMode(Math.ceil(room.slowMode / 1000)));
    return notes.length > 0 ? h('p', { class: 'room-notes' }, notes.join(' ')) : null;
  }

  const Room = ({ state, ui, actions, version }) => {
    const room = state.rooms.get(state.current);
    return h('main', { class: 'room' }, [
      h(RoomHeader, { room, actions, version, unread: parlor.unreadTotal(state) }),
      ...state.notices.map((notice) => h(Notice, { key: notice.key, notice, dismiss: () => actions.dismiss(notice.key) })),
      room
        ? h(Transcript, { key: `transcript-${room.id}`, room, me: state.me, version, actions })
        : h('div', { class: 'transcript-frame nothing' }, state.link.phase === 'live' ? [h('p', texts.noRoom), h('p', texts.noRoomHint)] : []),
      room && room.phase === 'out' ? h(Out, { room, actions, version }) : null,
      room && room.phase !== 'out' ? h(TypingLine, { room, version }) : null,
      room && room.phase !== 'out' ? roomNotes(room) : null,
      room && room.phase !== 'out' ? h(Composer, { key: `composer-${room.id}`, room, actions, disabled: false }) : null,
      h(StatusLine, { state, now: ui.now, actions, version }),
    ]);
  };
  Room.props = ['state', 'ui', 'actions', 'version'];

  // --- All rooms ---

  const Browser = defineComponent({
    props: ['state', 'actions', 'version'],
    setup(props) {
      const dialog = ref(null);
      onMounted(() => dialog.value.showModal());

      return () => {
        const { listing } = props.state;
        const { actions } = props;
        return h('dialog', {
          class: 'browser', ref: dialog, 'aria-label': texts.allRooms, onClose: actions.closeBrowser,
          onClick: (event) => event.target === dialog.value && dialog.value.close(),
        }, [
          h('header', [h('h2', texts.allRooms), h(IconButton, { name: 'close', label: texts.close, onClick: () => dialog.value.close() })]),
          h('ul', listing.rooms.map((room) => h('li', { key: room.room }, [
            h('button', { type: 'button', class: 'room-card', onClick: () => { dialog.value.close(); actions.join(room.room); } }, [
              h('span', { class: 'room-name' }, `#${room.room}`), h('span', { class: 'count' }, texts.people(room.count)),
              room.topic ? h('span', { class: 'topic', dir: 'auto' }, room.topic) : null,
            ]),
          ]))),
          listing.error ? h('p', { class: 'problem', role: 'alert' }, parlor.explain(listing.error)) : null,
          !listing.loading && !listing.error && listing.rooms.length === 0 ? h('p', { class: 'edge' }, texts.noOtherRooms) : null,
          listing.cursor && !listing.loading ? h('button', { type: 'button', class: 'small', onClick: actions.moreRooms }, texts.moreRooms) : null,
        ]);
      };
    },
  });

  // `version` rises whenever the state changed: it is what makes Vue draw again.
  parlor.view = ({ state, ui, actions, version }) =>
    h('div', { class: 'app', onKeydown: (event) => event.key === 'Escape' && actions.closeSide() }, [
      h(Side, { state, ui, actions, version }),
      ui.sideOpen ? h('div', { class: 'veil', onClick: actions.closeSide }) : null,
      h(Room, { state, ui, actions, version }),
      state.listing ? h(Browser, { state, actions, version }) : null,
      h('p', { class: 'spoken', 'aria-live': 'polite' }, ui.spoken),
    ]);
})((globalThis.Parlor ??= {}));
