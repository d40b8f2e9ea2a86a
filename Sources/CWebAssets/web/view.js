// The whole page: the side, the current room, and the list of all rooms when it is open.
(function (parlor) {
  'use strict';

  const { h, defineComponent, onMounted, ref } = Vue;
  const { Icon, IconButton, Severity, UnreadCount, nameOf, linked } = parlor.parts;
  const texts = parlor.texts;
  const { Composer, Side, StatusLine, Transcript, TypingLine } = parlor;

  // A long one is unfolded by a touch.
  const Topic = ({ topic }) =>
    h('p', {
      class: ['topic', { none: !topic }], dir: 'auto', title: topic,
      onClick: (event) => event.currentTarget.classList.toggle('unfolded'),
    }, topic || texts.noTopic);
  Topic.props = ['topic'];

  const PeopleCount = ({ count }) =>
    h('span', { class: 'people-count', title: texts.people(count) }, [
      h(Icon, { name: 'people' }), h('span', { 'aria-hidden': 'true' }, count || ''), h('span', { class: 'spoken' }, texts.people(count)),
    ]);
  PeopleCount.props = ['count'];

  const RoomHeader = ({ room, actions, unread, open }) =>
    h('header', { class: 'room-header' }, [
      h('span', { class: 'menu' }, [
        h(IconButton, { name: 'menu', label: texts.showSidebar, 'aria-controls': 'side', 'aria-expanded': open ? 'true' : 'false', onClick: actions.openSide }),
        unread > 0 ? h(UnreadCount, { count: unread }) : null,
      ]),
      h('div', { class: 'room-title' }, [
        h('h1', { title: room?.id }, room ? [h('span', { class: 'hash' }, '#'), room.id] : texts.product),
        room ? h(Topic, { topic: room.topic }) : null,
      ]),
      room && room.phase !== 'out' ? h(PeopleCount, { count: room.count }) : null,
      room ? h(IconButton, { name: 'leave', label: texts.leave, onClick: () => actions.leave(room.id) }) : null,
    ]);
  RoomHeader.props = ['room', 'actions', 'unread', 'open', 'version'];

  const Notice = ({ notice, dismiss }) => {
    const severity = notice.severity || 'info';
    return h('div', { class: ['notice', `severity-${severity}`], role: severity === 'critical' ? 'alert' : 'status' }, [
      h('div', { dir: 'auto' }, [h(Severity, { severity }), ...linked(notice.text || '')]),
      h(IconButton, { name: 'close', label: texts.dismiss, onClick: dismiss }),
    ]);
  };
  Notice.props = ['notice', 'dismiss'];

  const weights = { critical: 0, warning: 1 };
  const byWeight = (notices) => notices.toSorted((a, b) => (weights[a.severity] ?? 2) - (weights[b.severity] ?? 2));

  // Why one is not in the room any more, and the way back.
  const Out = ({ room, now, actions }) => {
    const { outcome } = room;
    const words = outcome && outcome.kind === 'kicked'
      ? texts.kicked(`#${room.id}`, nameOf(outcome.by), outcome.reason) + texts.untilWhen(outcome.until, now)
      : parlor.explain((outcome && outcome.error) || { code: 'not_in_room' }) + texts.untilWhen(outcome?.error?.until, now);
    return h('div', { class: 'outcome', role: 'alert' }, [
      h('p', { dir: 'auto' }, words),
      h('button', {
        type: 'button', class: 'small', onClick: () => actions.join(room.id),
        // Where one wrote is gone now.
        onVnodeMounted: ({ el }) => document.activeElement === document.body && el.focus(),
      }, texts.comeBack),
    ]);
  };
  Out.props = ['room', 'now', 'actions', 'version'];

  // What keeps one from writing, and for how long.
  function roomNotes(room, now) {
    const notes = [];
    const isMuted = room.mutedUntil > now;
    if (isMuted) notes.push(texts.muted(room.mutedUntil - now));
    if (room.locked) notes.push(texts.locked);
    if (room.slowMode > 0) notes.push(texts.slowMode(room.slowMode));
    // That alone would not help.
    if (room.slowUntil > now && !isMuted && !room.locked) notes.push(texts.slowUntil(room.slowUntil - now));
    return notes.length > 0 ? h('p', { class: 'room-notes' }, notes.join(' ')) : null;
  }

  const Nowhere = ({ live }) =>
    h('div', { class: 'transcript-frame nothing' }, live ? [h('p', texts.noRoom), h('p', texts.noRoomHint)] : []);
  Nowhere.props = ['live'];

  const Room = ({ state, ui, actions, version }) => {
    const room = state.rooms.get(state.current);
    const { link } = state;
    const asks = parlor.wantsToken(state) && (link.phase === 'closed' || link.phase === 'connecting');
    return h('main', { class: 'room', inert: ui.sideOpen && ui.narrow }, [
      h(RoomHeader, { room, actions, version, open: ui.sideOpen, unread: parlor.unreadTotal(state) }),
      state.notices.length > 0
        ? h('div', { class: 'notices' }, byWeight(state.notices).map((notice) =>
          h(Notice, { key: notice.key, notice, dismiss: () => actions.dismiss(notice.key) })))
        : null,
      room
        ? h(Transcript, {
          key: `transcript-${room.id}`, room, me: state.me, moderates: parlor.isModerator(state, room), version, actions,
        })
        : asks ? null : h(Nowhere, { live: link.phase === 'live' }),
      asks ? h(parlor.SignIn, { class: { alone: !room }, error: link.error, busy: link.phase === 'connecting', actions }) : null,
      room && room.phase === 'out' ? h(Out, { room, now: ui.now, actions, version }) : null,
      room && room.phase !== 'out' ? h(TypingLine, { room, version }) : null,
      room && room.phase !== 'out' ? roomNotes(room, ui.now) : null,
      room && room.phase !== 'out' ? h(Composer, { key: `composer-${room.id}-${room.handed}`, room, actions, disabled: false, textBytes: state.textBytes, role: parlor.roleIn(state, room) }) : null,
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
      const close = () => dialog.value.close();

      function choose(room) {
        close();
        props.actions.join(room);
      }

      return () => {
        const { listing } = props.state;
        const { actions } = props;
        const empty = !listing.loading && !listing.error && listing.rooms.length === 0;
        return h('dialog', {
          class: 'dialog browser', ref: dialog, 'aria-label': texts.allRooms, onClose: actions.closeBrowser,
          onClick: (event) => event.target === dialog.value && close(),
        }, [
          h('header', [h('h2', texts.allRooms), h(IconButton, { name: 'close', label: texts.close, onClick: close })]),
          h('ul', listing.rooms.map((room) => h('li', { key: room.room }, [
            h('button', { type: 'button', class: 'room-card', onClick: () => choose(room.room) }, [
              h('span', { class: 'room-name' }, `#${room.room}`),
              h('span', { class: 'count' }, texts.people(room.count)),
              room.topic ? h('span', { class: 'topic', dir: 'auto' }, room.topic) : null,
            ]),
          ]))),
          listing.error ? h('p', { class: 'problem', role: 'alert' }, parlor.explain(listing.error)) : null,
          empty ? h('p', { class: 'edge' }, texts.noOtherRooms) : null,
          listing.cursor && !listing.loading
            ? h('button', { type: 'button', class: 'small', onClick: actions.moreRooms }, texts.moreRooms)
            : null,
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
      ui.deleting ? h(parlor.Deletion, { message: ui.deleting, actions }) : null,
      h('div', { class: 'spoken', role: 'log', 'aria-live': 'polite' }, ui.spoken.map(({ key, text }) => h('p', { key }, text))),
    ]);
})((globalThis.Parlor ??= {}));
