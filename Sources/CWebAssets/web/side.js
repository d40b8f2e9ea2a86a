// The side: rooms, the people of the current one, and oneself.
(function (parlor) {
  'use strict';

  const { h, defineComponent, nextTick, ref } = Vue;
  const { IconButton, UnreadCount, Avatar, Badges } = parlor.parts;
  const texts = parlor.texts;

  const RoomList = ({ state, actions }) =>
    h('ul', { class: 'room-list' }, [...state.rooms.values()].map((room) =>
      h('li', { key: room.id }, [
        h('button', {
          type: 'button',
          class: [
            'room-entry',
            { current: room.id === state.current, out: room.phase === 'out', unread: room.unread > 0 },
          ],
          'aria-current': room.id === state.current ? 'true' : null, onClick: () => actions.select(room.id),
        }, [
          h('span', { class: 'hash', 'aria-hidden': 'true' }, '#'),
          h('span', { class: 'room-name' }, room.id),
          room.unread > 0 ? h(UnreadCount, { count: room.unread }) : null,
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
          type: 'text', value: text.value, placeholder: texts.joinOrCreate, 'aria-label': texts.joinOrCreate,
          maxlength: 70, autocomplete: 'off', autocapitalize: 'none', spellcheck: false,
          'aria-invalid': wrong.value ? 'true' : null,
          onInput: (event) => { text.value = event.target.value; wrong.value = false; },
        }),
        h(IconButton, { type: 'submit', name: 'plus', label: texts.join }),
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
            onInput: (event) => { name.value = event.target.value; },
            onKeydown: (event) => event.key === 'Escape' && close(),
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

  parlor.Side = Side;
})((globalThis.Parlor ??= {}));
