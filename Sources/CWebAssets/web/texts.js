// Every word the page says, in one place, so that it can be translated.
(function (parlor) {
  'use strict';

  const number = new Intl.NumberFormat();
  const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
  const clockAndDay = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
  const day = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });

  // A length of time as people say it: 40 s, 5 min, 2 h 5 min, 3 d 4 h.
  function span(ms) {
    const seconds = Math.max(1, Math.ceil(ms / 1000));
    if (seconds < 90) return `${seconds} s`;
    const minutes = Math.ceil(seconds / 60);
    if (minutes < 90) return `${minutes} min`;
    const pair = (large, big, small, little) => `${large} ${big}${small > 0 ? ` ${small} ${little}` : ''}`;
    if (minutes < 2880) return pair(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
    return pair(Math.floor(minutes / 1440), 'd', Math.floor((minutes % 1440) / 60), 'h');
  }

  const because = (reason) => (reason ? ` Reason: ${reason}${/[.!?…]$/.test(reason) ? '' : '.'}` : '');

  // How each command is written.
  const forms = {
    help: '/help', join: '/join ROOM', leave: '/leave', nick: '/nick NAME',
    kick: '/kick @NAME [REASON]', ban: '/ban @NAME [10m] [REASON]', unban: '/unban @NAME [REASON]',
    mute: '/mute @NAME [10m] [REASON]', unmute: '/unmute @NAME [REASON]', delete: '/delete NUMBER [REASON]',
    lock: '/lock [REASON]', unlock: '/unlock [REASON]', slowmode: '/slowmode 10s', topic: '/topic TEXT',
  };

  parlor.texts = {
    product: 'Parlor',
    licenses: 'Licenses',
    time: (ms) => clock.format(ms),
    // Without a.m. and p.m., where there is no space for more.
    shortTime: (ms) => clock.formatToParts(ms).filter(({ type }) => type !== 'dayPeriod').map(({ value }) => value).join('').trim(),
    moment: (ms) => clockAndDay.format(ms),
    day: (ms) => day.format(ms),

    // Rooms
    rooms: 'Rooms',
    roomField: 'Room name',
    joinOrCreate: 'Join or create a room',
    join: 'Join',
    leave: 'Leave this room',
    allRooms: 'Browse rooms',
    noOtherRooms: 'There are no other rooms yet.',
    moreRooms: 'More rooms',
    close: 'Close',
    roomNameRule: 'Small letters, digits, dots, dashes and underscores; at most 64.',
    noRoomName: (name) => `There can be no room “${name}”. Names of rooms have small letters, digits, dots, dashes and underscores; at most 64.`,
    people: (count) => (count === 1 ? '1 person' : `${number.format(count)} people`),
    unread: (count) => (count > 99 ? '99+' : String(count)),
    unreadSpoken: (count) => `${count} unread`,
    unreadRooms: (count, side) => `${count === 1 ? '1 unread room' : `${number.format(count)} unread rooms`} ${side === 'above' ? '↑' : '↓'}`,
    noTopic: 'No topic yet',
    out: '(you are not in it any more)',
    locked: 'Locked: only moderators can write here.',
    slowMode: (ms) => `Slow mode: one message every ${span(ms)}.`,
    slowUntil: (ms) => `You can write again in ${span(ms)}.`,
    muted: (ms) => (ms === Infinity ? 'You are muted here: you can read, but not write.'
      : `You are muted here for another ${span(ms)}.`),
    noRoom: 'You are in no room',
    noRoomHint: 'Join one on the left, or make up a name for a new one.',
    showSidebar: 'Show rooms and people',

    // People
    members: 'People here',
    moreMembers: (count) => `and ${number.format(count)} more`,
    you: 'you',
    bot: 'bot',
    role: { moderator: 'moderator', admin: 'admin' },
    rename: 'Change your name',
    save: 'Save',
    cancel: 'Cancel',
    typing: (names) => {
      if (names.length === 1) return `${names[0]} is writing …`;
      if (names.length === 2) return `${names[0]} and ${names[1]} are writing …`;
      return 'Several people are writing …';
    },

    searchMembers: 'Find somebody',
    noMember: 'Nobody here is called like that.',
    loadMembers: 'Show more people',

    // Messages
    messages: 'Messages',
    messagesHint: 'The arrow keys go from message to message.',
    spoken: (name, text) => `${name}: ${text}`,
    severity: { warning: 'Warning', critical: 'Important' },
    linkTo: (name, text, ms) => `${name ? `${name}: ` : ''}${text}. Link to this message, ${clockAndDay.format(ms)}`,
    completions: 'Suggestions',
    notFound: 'That message is not kept any more.',
    write: (room) => `Message ${room}`,
    writeHere: 'Message',
    send: 'Send',
    sending: 'Sending …',
    waiting: 'Will be sent once connected',
    notSent: 'Not sent.',
    retry: 'Try again',
    discard: 'Discard',
    edit: 'Edit',
    writingAlready: 'Something else is being written. Send or empty that first.',
    code: 'Code',
    system: 'System',
    deleted: (by) => (by ? `Message deleted by ${by}.` : 'Message deleted.'),
    deletedWhy: because,
    deleteMessage: 'Delete this message?',
    deleteOf: (name, ms) => `Delete the message of ${name}, ${clockAndDay.format(ms)}`,
    deleteIt: 'Delete',
    reason: 'Reason (optional)',
    newMessages: 'New messages',
    toNewest: (count) => {
      if (count === 0) return 'To the newest';
      return count === 1 ? '1 new message' : `${number.format(count)} new messages`;
    },
    gap: (count) => (count === 1 ? 'A message is missing here.' : `${number.format(count)} messages are missing here.`),
    gapTrimmed: (count) => (count === 1 ? 'A message that was here is no longer kept.' : `${number.format(count)} messages that were here are no longer kept.`),
    gapFailed: (count) => `${number.format(count)} messages are missing here and could not be loaded.`,
    gapLoading: 'Loading …',
    fillGap: 'Load them',
    loadingOlder: 'Loading older messages …',
    olderFailed: 'Older messages could not be loaded.',
    beginning: 'This is the beginning of the room.',
    trimmed: 'Older messages are no longer kept.',
    wasReset: 'The history of this room began anew.',
    empty: 'Nothing has been said here yet. Say hello!',
    bytes: (left) => `${number.format(Math.abs(left))} ${Math.abs(left) === 1 ? 'byte' : 'bytes'} ${left < 0 ? 'too long' : 'left'}`,

    // The connection
    link: {
      connecting: 'Connecting …',
      greeted: 'Connecting …',
      live: 'Connected',
      waiting: 'Connection lost.',
      closed: 'Not connected',
    },
    away: 'Degraded: the server cannot reach its store. Messages cannot be sent until it is back.',
    missed: (count) => `Connected, but ${number.format(count)} ${count === 1 ? 'message was' : 'messages were'} missed while you were away.`,
    offline: 'This device is offline.',
    tryingAgain: (seconds) => `Trying again ${seconds > 0 ? `in ${seconds} s` : '…'}`,
    tryNow: 'Try now',
    joining: (room) => `Joining ${room} …`,
    refused: (message, hint) => ['The server refused the connection:', message, hint].filter(Boolean).join(' '),
    connectAgain: 'Connect again',
    signIn: {
      title: 'Sign in',
      needed: 'This chat is only for people with an access token. Whoever runs it says where to get one.',
      field: 'Access token',
      rule: 'It is kept in this tab until you close it.',
      submit: 'Connect',
      tooLong: 'That is too long for an access token.',
      status: 'Not connected: an access token is needed.',
    },

    // What others did to you
    kicked: (room, by, reason) => `You were removed from ${room}${by ? ` by ${by}` : ''}.${because(reason)}`,
    // When a ban ends, if it does.
    untilWhen: (ms, now) => {
      if (!ms) return '';
      return ms > now ? ` You can come back after ${clockAndDay.format(ms)}, in ${span(ms - now)}.` : ' The ban is over: you can come back.';
    },
    comeBack: 'Join again',
    dismiss: 'Dismiss',
    act: (act) => `(${act})`,

    // Lines that begin with a slash
    commands: {
      forms,
      usage: (command) => `Write it like: ${forms[command]}${{
        slowmode: ', or /slowmode off', delete: '; the number is the last part of the message\'s link',
      }[command] ?? ''}`,
      unknown: (word) => `There is no command /${word}. /help lists them; // begins a line with a slash.`,
      forbidden: 'Only moderators of this room may do that.',
      nobody: 'Nobody of that name is or was here. An id (m_… or u_…) works for everybody.',
      noMessage: 'No such message is shown here.',
      done: (act, name) => ({ lock: 'The room is locked.', unlock: 'The room is open again.', topic: 'The topic is set.',
        slowmode: 'Slow mode is set.', kick: `${name} was removed.`, ban: `${name} is banned.`, unban: `${name} may come back.`,
        mute: `${name} is muted.`, unmute: `${name} may write again.`,
        delete: 'The message is deleted.' })[act],
      help: (names) => names.map((name) => forms[name]).join('\n'),
    },

    // Refusals, by their code. What is not here is said in the server's own words.
    error: {
      not_connected: 'There is no connection at the moment.',
      page_closed: 'The page was closed before.',
      no_answer: 'The server did not answer. It may or may not have arrived; trying again never posts it twice.',
      rate_limited: 'That was too quick.',
      too_large: 'That is too long.',
      muted: 'You are muted in this room.',
      banned: 'You are banned from this room.',
      room_locked: 'This room is locked.',
      slow_mode: 'This room is in slow mode.',
      not_in_room: 'You are not in this room.',
      store_unavailable: 'The server cannot reach its store just now.',
      store_full: 'The server has no space left for messages.',
    },
    retryAfter: (ms) => ` Try again in ${span(ms)}.`,
    span,
  };

  // What went wrong, in words for people.
  parlor.explain = function (error) {
    const texts = parlor.texts;
    const said = texts.error[error.code] || error.message || error.code;
    const hint = error.hint && !texts.error[error.code] ? ` ${error.hint}` : '';
    const later = error.retry_after > 0 ? texts.retryAfter(error.retry_after) : '';
    return said + hint + later;
  };
})((globalThis.Parlor ??= {}));
