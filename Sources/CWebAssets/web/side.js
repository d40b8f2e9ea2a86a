// The side: rooms, the people of the current one, and oneself.
(function (parlor) {
  'use strict';

  const { h, defineComponent, nextTick, onMounted, onUnmounted, onUpdated, ref, shallowRef } = Vue;
  const { IconButton, UnreadCount, Avatar, Badges } = parlor.parts;
  const texts = parlor.texts;

  // The room one looks at is seen in a long list, when it becomes that.
  function intoView(now, before) {
    if (now.props['aria-current'] && !before?.props['aria-current']) now.el.scrollIntoView({ block: 'nearest' });
  }

  const RoomEntry = ({ room, current, choose }) =>
    h('button', {
      type: 'button', class: ['room-entry', { current, out: room.phase === 'out', unread: room.unread > 0 }],
      title: room.id, 'data-phase': room.phase, 'aria-current': current ? 'true' : null, onClick: choose,
      onVnodeMounted: intoView, onVnodeUpdated: intoView,
    }, [
      h('span', { class: 'hash', 'aria-hidden': 'true' }, '#'),
      h('span', { class: 'room-name' }, room.id),
      room.unread > 0 ? h(UnreadCount, { count: room.unread }) : null,
      room.phase === 'out' ? h('span', { class: 'spoken' }, texts.out) : null,
    ]);
  RoomEntry.props = ['room', 'current', 'choose', 'version'];

  // In a long list it is told at the edges where something is unread beyond them.
  const RoomList = defineComponent({
    props: ['state', 'actions', 'version'],
    setup(props) {
      const list = ref(null);
      const beyond = shallowRef({ above: 0, below: 0 });

      function unreadBeyond() {
        const box = list.value.getBoundingClientRect();
        const entries = [...list.value.querySelectorAll('.room-entry.unread')];
        return {
          above: entries.filter((entry) => entry.getBoundingClientRect().bottom <= box.top),
          below: entries.filter((entry) => entry.getBoundingClientRect().top >= box.bottom),
        };
      }

      function look() {
        const { above, below } = unreadBeyond();
        const { value } = beyond;
        if (above.length === value.above && below.length === value.below) return;
        beyond.value = { above: above.length, below: below.length };
      }

      // To the nearest of them.
      function reveal(side) {
        const entries = unreadBeyond()[side];
        (side === 'above' ? entries.at(-1) : entries[0])?.scrollIntoView({ block: 'nearest' });
      }

      const hint = (side) => {
        const count = beyond.value[side];
        if (count === 0) return null;
        return h('button', { type: 'button', class: ['beyond', side], onClick: () => reveal(side) }, texts.unreadRooms(count, side));
      };

      onMounted(look);
      onUpdated(look);
      return () => {
        const { state, actions, version } = props;
        return h('div', { class: 'room-list-frame' }, [
          hint('above'),
          h('ul', { class: 'room-list', ref: list, onScrollPassive: look }, [...state.rooms.values()].map((room) =>
            h('li', { key: room.id }, [
              h(RoomEntry, { room, version, current: room.id === state.current, choose: () => actions.select(room.id) }),
            ]))),
          hint('below'),
        ]);
      };
    },
  });

  const JoinForm = defineComponent({
    props: ['actions'],
    setup(props) {
      const text = ref('');
      const wrong = ref(false);

      function submit(event) {
        event.preventDefault();
        if (text.value.trim() === '') return;
        const room = parlor.roomName(text.value);
        wrong.value = room === null;
        if (wrong.value) return;
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

  const Member = ({ member, me }) =>
    h('li', { class: 'member', 'data-member': member.id }, [
      h(Avatar, { id: member.id }), h('bdi', { class: 'name', title: member.username }, member.username),
      me && member.id === me.id ? h('span', { class: 'badge you' }, texts.you) : null, h(Badges, { person: member }),
    ]);
  Member.props = ['member', 'me'];

  const PAGE = 50; // people asked for at once
  const MANY = 12; // people from which on one can look for somebody

  // The people of a room; where there are more than are known here, the server is asked.
  const MemberList = defineComponent({
    props: ['room', 'me', 'actions', 'version'],
    setup(props) {
      const wanted = ref('');
      const page = ref({ members: [], cursor: null, loading: false, error: null });
      let asked = 0;
      onUnmounted(() => { asked = -1; });

      // Only the newest question counts, and not every key is one.
      function ask(more = false) {
        const number = ++asked;
        const known = more ? page.value : { members: [], cursor: null };
        page.value = { ...known, error: null, loading: true };
        setTimeout(() => {
          if (number !== asked) return;
          const isWanted = () => number === asked;
          const query = { room: props.room.id, match: wanted.value.trim(), enough: PAGE, cursor: known.cursor, isWanted };
          props.actions.findPeople(query, ({ members, cursor, error }) => {
            if (isWanted()) page.value = { members: known.members.concat(members), cursor, error, loading: false };
          });
        }, more ? 0 : 200);
      }

      return () => {
        const { room, me } = props;
        const words = wanted.value.trim().toLowerCase();
        const isWhole = room.members.size >= room.count;
        const asks = !isWhole && (words !== '' || page.value.members.length > 0);
        const known = asks ? page.value.members : [...room.members.values()];
        const members = known.filter((member) => member.username.toLowerCase().includes(words)).sort(inOrder);
        const more = room.count - members.length;
        return [
          room.count > MANY
            ? h('input', {
              class: 'member-search', type: 'search', value: wanted.value, placeholder: texts.searchMembers,
              'aria-label': texts.searchMembers, autocomplete: 'off', spellcheck: false,
              onInput: (event) => {
                wanted.value = event.target.value;
                if (!isWhole) ask();
              },
            })
            : null,
          h('ul', { class: 'member-list' }, [
            ...members.map((member) => h(Member, { key: member.id, member, me })),
            asks && page.value.error ? h('li', { class: 'more', role: 'alert' }, parlor.explain(page.value.error)) : null,
            words !== '' && members.length === 0 && !(asks && (page.value.loading || page.value.error))
              ? h('li', { class: 'more', role: 'status' }, texts.noMember) : null,
            words === '' && more > 0 && !asks ? h('li', { class: 'more' }, texts.moreMembers(more)) : null,
            !isWhole && (page.value.cursor || page.value.error || !asks)
              ? h('li', { class: 'more' }, [
                h('button', { type: 'button', class: 'link', disabled: page.value.loading, onClick: () => ask(asks) }, texts.loadMembers),
              ])
              : null,
          ]),
        ];
      };
    },
  });

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
        nextTick(() => document.querySelector('.me .icon-button')?.focus());
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
            onKeydown: (event) => {
              if (event.key !== 'Escape') return;
              event.stopPropagation();
              close();
            },
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
        h('div', { class: 'heading' }, [h('h2', texts.rooms), h(IconButton, { name: 'list', label: texts.allRooms, onClick: actions.browse })]),
        h(RoomList, { state, actions, version }),
        h(JoinForm, { actions }),
      ]),
      room && room.phase !== 'out'
        ? h('section', { class: 'people', 'aria-label': texts.members }, [
          h('div', { class: 'heading' }, [h('h2', texts.members), h('span', { class: 'count', 'aria-hidden': 'true' }, room.count || '')]),
          h(MemberList, { key: room.id, room, me: state.me, actions, version }),
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
