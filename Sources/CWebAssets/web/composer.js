// What is below the transcript: who is writing, where one writes, and the state of the connection.
(function (parlor) {
  'use strict';

  const { h, defineComponent, nextTick, onMounted, ref } = Vue;
  const { Icon, LinkButton } = parlor.parts;
  const texts = parlor.texts;
  const ASKED_FROM = 2; // letters of a name, from which on the server is asked for it
  const OFFERED = 8;
  const PAGES_ASKED = 10; // at most, for one suggestion
  const WARN_BYTES = 500; // left, from which on the composer counts

  const bytesOf = (text) => new TextEncoder().encode(text).length;

  const BytesLeft = ({ left }) =>
    h('span', { class: ['bytes', { over: left < 0 }], role: 'status' }, texts.bytes(left));
  BytesLeft.props = ['left'];

  // On a low screen not all of them are seen.
  function chosenIntoView({ el }) {
    if (el.getAttribute('aria-selected') === 'true') el.scrollIntoView({ block: 'nearest' });
  }

  const Composer = defineComponent({
    props: ['room', 'actions', 'disabled', 'textBytes', 'role'],
    setup(props) {
      const field = ref(null);
      const text = ref(props.room.draft);
      const offer = ref(null); // what may be meant by the word at the cursor
      const chosen = ref(0);

      function fit() {
        if (!field.value) return;
        field.value.style.height = 'auto';
        field.value.style.height = `${field.value.scrollHeight + 2}px`;
      }

      function changed(event) {
        text.value = event.target.value;
        props.actions.draft(props.room.id, text.value);
        const isCommand = /^\/(?!\/)/.test(text.value);
        if (text.value.trim() && !isCommand) props.actions.typing(props.room.id);
        fit();
        suggest();
      }

      let found = []; // names the server knows besides, of those that begin like the last one asked for
      let asked = null;
      let none = null; // what no name here begins with

      function suggest() {
        const { room } = props;
        const names = [...new Set([...parlor.peopleOf(room).map((person) => person.username), ...found])];
        offer.value = parlor.completion(text.value, field.value.selectionStart, names, parlor.commandsOf(props.role));
        chosen.value = 0;
        const begun = room.members.size < room.count ? parlor.beginningOfName(text.value, field.value.selectionStart) : null;
        // Nobody's name began like that: neither does it with more behind.
        const isHopeless = none !== null && begun?.startsWith(none);
        if (begun && begun.length >= ASKED_FROM && begun !== asked && !isHopeless) askFor(begun);
      }

      // In a large room not everybody is known here.
      function askFor(begun) {
        asked = begun;
        setTimeout(() => {
          const isWanted = () => asked === begun && field.value !== null;
          if (!isWanted()) return;
          const query = { room: props.room.id, match: begun, enough: OFFERED, most: PAGES_ASKED, isWanted };
          props.actions.findPeople(query, ({ members, error }) => {
            if (!isWanted()) return;
            found = members.map((member) => member.username);
            if (!error && found.length === 0) none = begun;
            suggest();
          });
        }, 200);
      }

      function take(choice) {
        const { start, end } = offer.value;
        text.value = text.value.slice(0, start) + choice.text + text.value.slice(end);
        offer.value = null;
        props.actions.draft(props.room.id, text.value);
        nextTick(() => {
          field.value?.focus();
          field.value?.setSelectionRange(start + choice.text.length, start + choice.text.length);
          fit();
        });
      }

      function steer(event) {
        if (event.shiftKey) return false;
        const { choices } = offer.value;
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (step) chosen.value = (chosen.value + step + choices.length) % choices.length;
        else if (event.key === 'Tab' || event.key === 'Enter') take(choices[chosen.value]);
        else if (event.key === 'Escape') offer.value = null;
        else return false;
        event.preventDefault();
        event.stopPropagation();
        return true;
      }

      function submit(event) {
        event.preventDefault();
        const words = text.value.trim();
        if (!words || props.disabled || bytesOf(words) > props.textBytes) return;
        // What could not be done stays to be mended.
        if (!props.actions.write(props.room.id, words)) return;
        text.value = '';
        offer.value = null;
        props.actions.draft(props.room.id, '');
        nextTick(fit);
        field.value?.focus();
      }

      function key(event) {
        // Keys while composing (Japanese, Chinese …) choose a word there.
        if (event.isComposing || event.keyCode === 229) return;
        if (offer.value && steer(event)) return;
        if (event.key === 'Enter' && !event.shiftKey) submit(event);
      }

      onMounted(() => {
        fit();
        if (matchMedia('(hover: hover)').matches) field.value.focus();
      });

      return () => {
        const left = props.textBytes - bytesOf(text.value.trim());
        const label = texts.write(`#${props.room.id}`);
        return h('form', { class: 'composer', onSubmit: submit }, [
          h('textarea', {
            ref: field, rows: 1, value: text.value, placeholder: texts.writeHere, 'aria-label': label, dir: 'auto',
            enterkeyhint: 'send', autocomplete: 'off', disabled: props.disabled, onInput: changed, onKeydown: key,
            onBlur: () => { offer.value = null; }, 'aria-autocomplete': 'list',
            'aria-controls': offer.value ? 'offer' : null,
            'aria-activedescendant': offer.value ? `offer-${chosen.value}` : null,
          }),
          offer.value
            ? h('ul', { class: 'offer', id: 'offer', role: 'listbox', 'aria-label': texts.completions },
              offer.value.choices.map((choice, index) => h('li', {
                key: choice.label, id: `offer-${index}`, onVnodeUpdated: chosenIntoView, role: 'option', class: { chosen: index === chosen.value },
                'aria-selected': index === chosen.value ? 'true' : 'false', onMousedown: (event) => {
                  event.preventDefault();
                  take(choice);
                },
              }, [h('bdi', choice.label)])))
            : null,
          left < Math.min(WARN_BYTES, props.textBytes / 2) ? h(BytesLeft, { left }) : null,
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
    const { error } = link;
    if (link.phase === 'closed' && error?.code === 'unauthorized') return texts.signIn.status;
    if (link.phase === 'closed' && error) return texts.refused(error.message, error.hint) + texts.untilWhen(error.until, now);
    return texts.link[link.phase];
  }

  // Says what is true of the connection now. The countdown is not read aloud at each second.
  const StatusLine = ({ state, now, actions }) => {
    const { link } = state;
    const room = state.rooms.get(state.current);
    const away = state.storeAway && (link.phase === 'live' || link.phase === 'greeted');
    const gap = link.phase === 'live' && room ? parlor.gaps.missed(room) : null;
    const kind = away ? 'away' : link.offline ? 'waiting' : gap ? 'gap' : link.phase;
    const words = away ? texts.away : gap && !link.offline ? texts.missed(gap.to - gap.from + 1) : linkWords(link, now);
    return h('div', { class: ['status', kind], 'data-link': kind }, [
      h('span', { class: 'dot', 'aria-hidden': 'true' }),
      h('span', { role: 'status' }, words),
      link.phase === 'waiting' && !link.offline
        ? h('span', { 'aria-hidden': 'true' }, texts.tryingAgain(Math.max(0, Math.ceil((link.retryAt - now) / 1000)))) : null,
      link.phase === 'waiting' ? h(LinkButton, { label: texts.tryNow, onClick: actions.tryNow }) : null,
      kind === 'gap'
        ? gap.state === 'loading' ? h('span', texts.gapLoading)
          : h(LinkButton, { label: texts.fillGap, onClick: () => actions.fillGap(room.id, gap.from) })
        : null,
      link.phase === 'closed' && !parlor.wantsToken(state) ? h(LinkButton, { label: texts.connectAgain, onClick: actions.tryNow }) : null,
    ]);
  };
  StatusLine.props = ['state', 'now', 'actions', 'version'];

  const TypingLine = ({ room }) => {
    const names = [...room.typing.values()].map((typing) => typing.name);
    return h('p', { class: 'typing' }, names.length > 0 ? h('bdi', texts.typing(names)) : '\u00a0');
  };
  TypingLine.props = ['room', 'version'];

  Object.assign(parlor, { Composer, StatusLine, TypingLine });
})((globalThis.Parlor ??= {}));
