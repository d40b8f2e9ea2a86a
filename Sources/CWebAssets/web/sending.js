// Sending what was written: in order, again where that may help, and each message under one id however often it goes out.
(function (parlor) {
  'use strict';

  const RETRY_MS = 2000; // before something is tried again, where the server names no time
  const RETRY_FOR_MS = 240000; // how long that goes on: a client id counts as known for a little longer
  const LONGEST_WAIT_MS = 30000; // refusals that pass sooner are tried again without asking

  // Whether trying again a little later is all that it takes.
  parlor.passes = function (error) {
    if (error.code === 'store_unavailable' || error.code === 'no_answer') return true;
    return error.code === 'rate_limited' && error.retry_after <= LONGEST_WAIT_MS;
  };

  // When to try again what was refused with this error.
  parlor.pauseOf = (error) => error.retry_after || RETRY_MS;

  // At least 128 random bits, in the letters that a client id may have.
  parlor.newClientID = function () {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  };

  // `request(name, payload, done)` asks the server, `happened(event)` tells the state.
  parlor.sending = function ({ state, memory, happened, request, isConnected }) {
    function send(id, text) {
      const clientID = parlor.newClientID();
      happened({ type: 'queued', room: id, clientID, text, now: Date.now() });
      sendWaiting(id);
    }

    // Everything that waits in the room goes out, in the order in which it was written.
    function sendWaiting(id) {
      const room = state.rooms.get(id);
      if (!room || room.phase !== 'joined' || !isConnected()) return;
      for (const message of room.pending) {
        if (message.state !== 'waiting') continue;
        if (message.retryAt > Date.now()) break; // nothing overtakes it
        sendOne(id, message);
      }
    }

    // The same client id each time: however often it is sent, it is posted once.
    function sendOne(id, { clientID, text, at }) {
      happened({ type: 'sending', room: id, clientID });
      request('send', { room: id, text, client_id: clientID }, (answer) => {
        if (answer.ok) {
          happened({ type: 'sent', room: id, clientID, seq: answer.seq, now: Date.now() });
        } else if (answer.error.code === 'not_connected') {
          happened({ type: 'unsent', room: id, clientID });
        } else {
          const now = Date.now();
          const again = parlor.passes(answer.error) && now - at < RETRY_FOR_MS;
          const retryAt = again ? now + parlor.pauseOf(answer.error) : 0;
          happened({ type: 'sendFailed', room: id, clientID, error: answer.error, retryAt, now });
          if (retryAt) setTimeout(() => sendWaiting(id), retryAt - now + 20);
        }
      });
    }

    function retry(id, clientID) {
      happened({ type: 'retry', room: id, clientID });
      sendWaiting(id);
    }

    // What the page had not sent before it was closed waits again.
    function takeUp(id) {
      const unsent = memory.unsent()[id];
      if (unsent) happened({ type: 'unsentFound', room: id, unsent, after: Date.now() - RETRY_FOR_MS });
    }

    return { send, sendWaiting, retry, takeUp };
  };
})((globalThis.Parlor ??= {}));
