// The whole page: the side, the current room, and the list of all rooms when it is open.
(function (parlor) {
  'use strict';

  const { h, defineComponent, onMounted, ref } = Vue;
  const { Icon, IconButton, nameOf, linked } = parlor.parts;
  const texts = parlor.texts;
  const { Composer, Side, StatusLine, Transcript, TypingLine } = parlor;

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
