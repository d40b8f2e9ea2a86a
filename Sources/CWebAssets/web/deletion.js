// What a moderator is asked before a message goes.
(function (parlor) {
  'use strict';

  const { h, defineComponent, nextTick, onMounted, ref } = Vue;
  const { IconButton } = parlor.parts;
  const texts = parlor.texts;

  parlor.Deletion = defineComponent({
    props: ['message', 'actions'],
    setup(props) {
      const dialog = ref(null);
      const reason = ref('');
      const close = () => dialog.value.close();
      onMounted(() => dialog.value.showModal());

      function submit(event) {
        event.preventDefault();
        close();
        const { message } = props;
        // The bin goes with the message.
        nextTick(() => document.querySelector(`[data-seq="${message.seq}"] .time`)?.focus());
        props.actions.moderate(message.room, { act: 'delete', ids: [message.id], reason: reason.value.trim() || undefined });
      }

      return () => h('dialog', {
        class: 'dialog', ref: dialog, 'aria-label': texts.deleteMessage, onClose: props.actions.cancelDeletion,
        onClick: (event) => event.target === dialog.value && close(),
      }, [
        h('header', [h('h2', texts.deleteMessage), h(IconButton, { name: 'close', label: texts.close, onClick: close })]),
        h('blockquote', { dir: 'auto' }, [h('bdi', { class: 'name' }, props.message.username), ` ${props.message.message}`]),
        h('form', { class: 'deletion', onSubmit: submit }, [
          h('input', {
            type: 'text', value: reason.value, maxlength: 200, placeholder: texts.reason, 'aria-label': texts.reason,
            autocomplete: 'off', onInput: (event) => { reason.value = event.target.value; },
          }),
          h('button', { type: 'submit', class: 'small danger' }, texts.deleteIt),
          h('button', { type: 'button', class: 'small', onClick: close }, texts.cancel),
        ]),
      ]);
    },
  });
})((globalThis.Parlor ??= {}));
