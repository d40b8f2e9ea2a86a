// What a reader without a valid access token is asked for, where the server takes nobody without.
(function (parlor) {
  'use strict';

  const { h, defineComponent, onMounted, ref } = Vue;
  const texts = parlor.texts.signIn;
  const LONGEST = 7168; // characters: servers take no longer ones

  parlor.SignIn = defineComponent({
    props: ['error', 'busy', 'actions'],
    setup(props) {
      const field = ref(null);
      const token = ref('');
      const tooLong = ref(false);
      // Where one wrote is out of use now.
      onMounted(() => document.activeElement === document.body && field.value.focus());

      function submit(event) {
        event.preventDefault();
        // Mails and terminals break long lines.
        const pasted = token.value.replace(/\s+/g, '');
        tooLong.value = pasted.length > LONGEST;
        if (pasted === '' || tooLong.value || props.busy) return;
        token.value = '';
        props.actions.signIn(pasted);
      }

      return () => h('form', { class: 'sign-in', 'aria-labelledby': 'sign-in-title', onSubmit: submit }, [
        h('h2', { id: 'sign-in-title' }, texts.title),
        h('p', { id: 'sign-in-why', role: 'alert', dir: 'auto' }, [props.error.message, props.error.hint].filter(Boolean).join(' ')),
        h('label', { for: 'sign-in-token' }, texts.field),
        h('div', { class: 'line' }, [
          h('input', {
            id: 'sign-in-token', ref: field, type: 'password', value: token.value, autocomplete: 'off', autocapitalize: 'none',
            spellcheck: false, 'aria-describedby': 'sign-in-why sign-in-rule', 'aria-invalid': tooLong.value ? 'true' : null,
            onInput: (event) => { token.value = event.target.value; tooLong.value = false; },
          }),
          h('button', { type: 'submit', class: 'small', 'aria-disabled': props.busy ? 'true' : null }, texts.submit),
        ]),
        tooLong.value ? h('p', { class: 'problem', role: 'alert' }, texts.tooLong) : null,
        h('p', { id: 'sign-in-rule', class: 'rule' }, texts.rule),
      ]);
    },
  });
})((globalThis.Parlor ??= {}));
