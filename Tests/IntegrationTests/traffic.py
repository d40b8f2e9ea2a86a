"""Load for fault tests: people who talk, each with `client_id`s, and write down what they sent, were told and saw."""

import threading
import time

from chat import Chat, unique
from history_checker import BREAK, History, problems
from waiting import until


class Talker:
    """A stock client that talks all the time, comes back by itself, and keeps a `History`."""

    def __init__(self, server, room, transport="websocket", interval=0.05, silent=False):
        self.room = room
        self.history = History(unique("talker"))
        self.refusals = []
        """(time, error code) of each refusal."""
        self.answers = []
        """(time asked, time answered, accepted)."""
        self.interval = interval
        self.silent = silent
        self.position = None
        self._resume = None
        self._is_replaced = False
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._number = 0
        self._under_way = set()
        self.chat = Chat(server.url, self._auth, transport, reconnect=True)
        sio = self.chat.sio
        sio.on("connect", self._on_connect)
        sio.on("session", self._on_session)
        sio.on("message_history", self._on_history)
        sio.on("messages", self._on_message)
        sio.on("room_reset", self._on_reset)
        self._thread = threading.Thread(target=self._talk, daemon=True)

    def start(self):
        self.chat.connect(None)
        self.chat.wait("message_history")
        self._thread.start()
        return self

    def _auth(self):
        auth = {"room": self.room}
        if self._resume:
            auth["resume"] = self._resume
        if self.position:
            auth["since"] = self.position
        return auth

    def _on_connect(self):
        with self._lock:
            # What was sent on the connection before is answered no more.
            self._under_way.clear()
        self.chat._note("connect")

    def _on_session(self, session):
        self._resume = session["resume"]
        self.chat._note("session", session)
        if room := session.get("room"):
            with self._lock:
                if room["status"] != "resumed" and self.history.seen:
                    self.history.seen.append(BREAK)
                self.position = {"epoch": room["epoch"], "seq": self.position["seq"] if self.position else 0}

    def _on_history(self, messages):
        with self._lock:
            if self._is_replaced:
                # After a reset the page stands for all that was told of the new log until now.
                self.history.seen.append(BREAK)
                self._is_replaced = False
        for message in messages:
            self._saw(message)
        self.chat._note("message_history", messages)

    def _on_message(self, message):
        self._saw(message)
        self.chat._note("messages", message)

    def _on_reset(self, reset):
        with self._lock:
            self.history.seen.append(BREAK)
            self.position = None
            self._is_replaced = True
        self.chat._note("room_reset", reset)

    def _saw(self, message):
        with self._lock:
            self.history.seen.append((message["seq"], message["id"], message.get("message")))
            if self.position:
                self.position["seq"] = message["seq"]

    def _talk(self):
        if self.silent:
            return
        while not self._over.is_set():
            if self.chat.connected:
                self.say()
            self._over.wait(self.interval)

    def say(self):
        """Sends one more text without waiting for its answer."""
        self._number += 1
        text = f"{self.history.name} {self._number}"
        asked = time.monotonic()

        def answered(*answer):
            answer = answer[0] if answer else {}
            now = time.monotonic()
            with self._lock:
                self._under_way.discard(text)
                self.answers.append((asked, now, bool(answer.get("ok"))))
                if answer.get("ok"):
                    self.history.acknowledged[text] = (answer["seq"], answer["id"])
                else:
                    code = answer.get("error", {}).get("code")
                    self.history.refused[text] = code
                    self.refusals.append((now, code))

        with self._lock:
            self.history.sent.append(text)
            self._under_way.add(text)
        try:
            self.chat.sio.emit(
                "send", {"room": self.room, "text": text, "client_id": f"c{self._number}"}, callback=answered)
        except Exception:
            # Not connected after all: the text was never sent, which `History` allows for.
            with self._lock:
                self._under_way.discard(text)

    @property
    def is_silent(self):
        """Whether it says nothing any more and all that it said is answered, or lost with its connection."""
        with self._lock:
            return not self._thread.is_alive() and not self._under_way

    def stop(self):
        self._over.set()
        if self._thread.ident:
            self._thread.join(5)

    def close(self):
        self.stop()
        self.chat.close()

    def accepted_since(self, moment):
        with self._lock:
            return [answer for answer in self.answers if answer[2] and answer[0] > moment]


def final_log(talkers, reader, room):
    """Stops the talk and reads the whole log as (seq, id, text), when nothing is under way any more."""
    for talker in talkers:
        talker.stop()
    for talker in talkers:
        until(lambda: talker.is_silent, f"all that {talker.history.name} said is answered")  # noqa: B023
    reader.sync(room)
    return [(m["seq"], m["id"], m.get("message")) for m in reader.whole_history(room)]


def verify(talkers, reader, room, complete=True):
    """Stops the talk, waits until everybody saw the end, and checks the histories against the log."""
    log = final_log(talkers, reader, room)
    if complete:
        for talker in talkers:
            until(lambda: talker.history.sees(log[-1][0]), f"{talker.history.name} sees the end of the log")  # noqa: B023
    found = problems(log, [talker.history for talker in talkers], complete)
    assert not found, "\n".join(found[:20])
    return log
