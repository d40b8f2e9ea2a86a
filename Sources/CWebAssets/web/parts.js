// The small parts that the views share. Render functions only (the page's policy forbids code made from text), and
// everything that people wrote becomes text nodes, each isolated so that its writing direction ends with it.
(function (parlor) {
  'use strict';

  const { h } = Vue;
  const texts = parlor.texts;

  const paths = {
    menu: 'M4 6h16M4 12h16M4 18h16',
    send: 'M5 12h13M12 5l7 7-7 7',
    plus: 'M12 5v14M5 12h14',
    pen: 'M4 20h4L19 9l-4-4L4 16z',
    leave: 'M14 4h5v16h-5M10 8l-4 4 4 4M6 12h9',
    list: 'M9 6h11M9 12h11M9 18h11M4 6h.01M4 12h.01M4 18h.01',
    close: 'M6 6l12 12M18 6L6 18',
    trash: 'M5 7h14M10 4h4M7 7l1 13h8l1-13M10 11v5M14 11v5',
    down: 'M12 5v13M6 12l6 6 6-6',
    people:
      'M9 12a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z' +
      'M3 19c0-3 2.7-5 6-5s6 2 6 5M16 5.5a3.5 3.5 0 0 1 0 6M18 14.5c1.9.8 3 2.4 3 4.5',
  };

  const Icon = ({ name }) =>
    h('svg', { class: 'icon', viewBox: '0 0 24 24', 'aria-hidden': 'true' }, [h('path', { d: paths[name] })]);
  Icon.props = ['name'];

  const IconButton = ({ name, label }) =>
    h('button', { type: 'button', class: 'icon-button', title: label, 'aria-label': label }, [h(Icon, { name })]);
  IconButton.props = ['name', 'label'];

  const LinkButton = ({ label }) => h('button', { type: 'button', class: 'link' }, label);
  LinkButton.props = ['label'];

  const UnreadCount = ({ count }) =>
    h('span', { class: 'unread-count', 'aria-label': texts.unreadSpoken(count) }, texts.unread(count));
  UnreadCount.props = ['count'];

  // A person's picture; only ever from this server.
  const Avatar = ({ id }) =>
    h('img', { class: 'avatar', src: `/avatar/${encodeURIComponent(id)}.svg`, alt: '', loading: 'lazy' });
  Avatar.props = ['id'];

  const Badges = ({ person }) => [
    person.bot ? h('span', { class: 'badge' }, texts.bot) : null,
    texts.role[person.role] ? h('span', { class: 'badge' }, texts.role[person.role]) : null,
  ];
  Badges.props = ['person'];

  // How weighty a message is, for those who see no colours.
  const Severity = ({ severity }) =>
    texts.severity[severity] ? h('strong', { class: 'severity' }, `${texts.severity[severity]}: `) : null;
  Severity.props = ['severity'];

  // A name may come as text or as a person.
  const nameOf = (who) => (who && typeof who === 'object' ? who.username : who);

  const elements = { code: 'code', bold: 'strong', italic: 'em', strike: 's' };

  function drawn(part) {
    switch (part.kind) {
      case 'text': return part.text;
      // Wide ones are scrolled, by keyboard too.
      case 'block': return h('pre', { tabindex: 0, role: 'region', 'aria-label': texts.code }, [h('code', part.text)]);
      case 'link': return h('a', { href: part.text, target: '_blank', rel: 'noopener noreferrer nofollow' }, part.text);
      case 'mention': return h('span', { class: ['mention', { mine: part.mine }] }, [h('bdi', part.text)]);
      case 'emoji': return h('span', { class: 'emoji', title: `:${part.name}:` }, part.text);
      default: return h(elements[part.kind], part.parts ? part.parts.map(drawn) : part.text);
    }
  }

  // Text with its light markup drawn.
  const linked = (text, names, me) => parlor.markup(text, names, me).map(drawn);

  parlor.parts = { Icon, IconButton, LinkButton, UnreadCount, Avatar, Badges, Severity, nameOf, linked };
})((globalThis.Parlor ??= {}));
