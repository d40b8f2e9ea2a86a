"""A stock python-socketio client that writes down everything in order and can wait for it."""

import itertools
import json
import queue
import threading
import time
import uuid
from dataclasses import dataclass, field

import engineio
import requests
import socketio

from waiting import PATIENCE, TooLate

TRANSPORTS = ("websocket", "polling")


def unique(prefix="room"):
    """A name nobody else uses."""
    return f"{prefix}-{uuid.uuid4().hex[:12]}"


class _OrderedEngine(engineio.Client):
    """Hands messages over one after another: the stock client starts a thread for each, which may overtake."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._inbox = queue.Queue()
        self._worker = threading.Thread(target=self._work, daemon=True)
        self._worker.start()

    def _trigger_event(self, event, *args, **kwargs):
        if event == "message":
            self._inbox.put(args)
            return None
        if event == "disconnect" and not self._finish_inbox():
            return None
        return super()._trigger_event(event, *args, **kwargs)

    def _finish_inbox(self):
        """Lets what came before the end be worked off first; whether the end is still news after it."""
        if self.state != "connected" or threading.current_thread() is self._worker:
            return True
        deadline = time.monotonic() + 2
        while self._inbox.unfinished_tasks and self.state == "connected" and time.monotonic() < deadline:
            time.sleep(0.001)
        return self.state == "connected"

    def _work(self):
        while (args := self._inbox.get()) is not None:
            handler = self.handlers.get("message")
            try:
                if handler:
                    handler(*args)
            finally:
                self._inbox.task_done()

    def end(self):
        self._inbox.put(None)


class _OrderedClient(socketio.Client):
    def _engineio_client_class(self):
        return _OrderedEngine


@dataclass
class Event:
    """One thing a client was told; `args` as a handler would get them."""

    index: int
    name: str
    args: tuple
    at: float = field(default_factory=time.monotonic)

    @property
    def data(self):
        """The first argument."""
        return self.args[0] if self.args else None


class Refused(AssertionError):
    """A request was answered with an error envelope."""

    def __init__(self, error):
        super().__init__(json.dumps(error))
        self.error = error
        self.code = error.get("code")


class Chat:
    """One connection; `events` is all it was told, in order, with `connect` and `disconnect` among it."""

    _numbers = itertools.count(1)

    def __init__(self, url, auth=None, transport="websocket", reconnect=False, headers=None, authority=None):
        session = requests.Session()
        if authority:
            session.verify = str(authority)
            # Else the environment's word on whom to trust would come before this.
            session.trust_env = False
        self.url = url
        self.auth = auth
        self.transports = [transport] if isinstance(transport, str) else transport
        self.headers = headers or {}
        self.events = []
        self._changed = threading.Condition()
        self.sio = _OrderedClient(
            reconnection=reconnect, reconnection_delay=0.2, reconnection_delay_max=1, randomization_factor=0.1,
            request_timeout=30, handle_sigint=False, http_session=session)
        self.sio.on("connect", lambda: self._note("connect"))
        self.sio.on("disconnect", lambda reason=None: self._note("disconnect", reason))
        self.sio.on("connect_error", lambda *args: self._note("connect_error", *args))
        self.sio.on("*", lambda name, *args: self._note(name, *args))

    def _note(self, name, *args):
        with self._changed:
            self.events.append(Event(len(self.events), name, args))
            self._changed.notify_all()

    # Connecting and leaving

    def connect(self, wait_for="session"):
        """Connects and waits until the server said who one is."""
        self.sio.connect(
            self.url, auth=self.auth, transports=self.transports, headers=self.headers, wait_timeout=PATIENCE)
        if wait_for:
            self.wait(wait_for)
        return self

    def connect_refused(self):
        """Connects to a server that refuses; what CONNECT_ERROR said."""
        try:
            self.sio.connect(
                self.url, auth=self.auth, transports=self.transports, headers=self.headers, wait_timeout=PATIENCE)
        except socketio.exceptions.ConnectionError:
            pass
        return self.wait("connect_error").data

    def close(self):
        """Leaves the transport in order."""
        try:
            self.sio.shutdown()
        finally:
            if isinstance(self.sio.eio, _OrderedEngine):
                self.sio.eio.end()

    def drop(self):
        """Loses the transport without a word, as a reload or a lost network does."""
        ws = getattr(self.sio.eio, "ws", None)
        assert ws is not None, "only a WebSocket can be dropped"
        ws.sock.shutdown(2)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    @property
    def connected(self):
        return self.sio.connected

    # What one was told

    @property
    def session(self):
        """The newest `session`."""
        return self.last("session").data

    @property
    def member(self):
        return self.session["member"]

    @property
    def id(self):
        return self.member["id"]

    @property
    def socket(self):
        """The Socket.IO id of this connection."""
        return self.sio.get_sid("/")

    def mark(self):
        """The place in `events` that comes next."""
        with self._changed:
            return len(self.events)

    def all(self, name, where=None, after=0):
        """Every event of that name since the mark `after`, as it stands now."""
        with self._changed:
            return [
                e for e in self.events[after:]
                if (name is None or e.name == name) and (where is None or where(*e.args))
            ]

    def last(self, name):
        found = self.all(name)
        assert found, f"no {name} yet: {[e.name for e in self.events]}"
        return found[-1]

    def wait(self, name, where=None, after=0, timeout=PATIENCE, count=1):
        """The `count`-th event of that name (and kind) since the mark `after`."""
        deadline = time.monotonic() + timeout
        with self._changed:
            while True:
                found = self.all(name, where, after)
                if len(found) >= count:
                    return found[count - 1]
                left = deadline - time.monotonic()
                if left <= 0:
                    told = [(e.name, e.args) for e in self.events[after:]][-12:]
                    raise TooLate(f"no {name} (number {count}) within {timeout:g} s; was told {told!r:.1500}")
                self._changed.wait(left)

    def wait_disconnected(self, timeout=PATIENCE, after=0):
        return self.wait("disconnect", after=after, timeout=timeout)

    def texts(self, room=None, after=0):
        """The texts of live messages, in the order they came."""
        return [
            e.data["message"] for e in self.all("messages", after=after)
            if room is None or e.data["room"] == room
        ]

    def wait_text(self, text, after=0, timeout=PATIENCE):
        return self.wait("messages", lambda m: m.get("message") == text, after=after, timeout=timeout).data

    def sync(self, room):
        """Comes back when everything the room published before is here: says a word and waits for it."""
        word = unique("sync")
        self.ask("send", {"room": room, "text": word})
        return self.wait_text(word)

    # Requests

    def ack(self, event, *payload, timeout=PATIENCE):
        """The raw answer of a request: what the acknowledgement held."""
        return self.sio.call(event, payload if len(payload) != 1 else payload[0], timeout=timeout)

    def ask(self, event, *payload, timeout=PATIENCE):
        """The answer of a request that must be accepted."""
        answer = self.ack(event, *payload, timeout=timeout)
        if not isinstance(answer, dict) or answer.get("ok") is not True:
            raise Refused(answer.get("error", {}) if isinstance(answer, dict) else {"code": repr(answer)})
        return answer

    def refused(self, event, *payload, timeout=PATIENCE):
        """The error of a request that must be refused."""
        answer = self.ack(event, *payload, timeout=timeout)
        assert isinstance(answer, dict) and answer.get("ok") is False, f"expected a refusal, got {answer!r:.500}"
        error = answer["error"]
        assert isinstance(error["code"], str) and isinstance(error["message"], str) and error["message"]
        return error

    def emit(self, event, *payload):
        """Says something without asking for an answer."""
        self.sio.emit(event, payload if len(payload) != 1 else payload[0])

    def join(self, room, **more):
        return self.ask("join", {"room": room, **more})

    def leave(self, room):
        return self.ask("leave", {"room": room})

    def say(self, room, text, **more):
        """Sends a text and waits for the acknowledgement."""
        return self.ask("send", {"room": room, "text": text, **more})

    def pour(self, room, texts, at_once=32):
        """Sends many texts, so many under way at a time; comes back when all are accepted."""
        places = threading.BoundedSemaphore(at_once)
        refusals = []

        def answered(answer):
            if not answer.get("ok"):
                refusals.append(answer["error"])
            places.release()

        for text in texts:
            assert places.acquire(timeout=PATIENCE), "no answer any more"
            self.sio.emit("send", {"room": room, "text": text}, callback=answered)
        for _ in range(at_once):
            assert places.acquire(timeout=PATIENCE), "no answer any more"
        assert not refusals, refusals[0]

    def history(self, room, limit=200, **more):
        return self.ask("history", {"room": room, "limit": limit, **more})

    def whole_history(self, room):
        """Every message the room's log holds, oldest first, page by page."""
        messages = self.history(room)["messages"]
        while messages:
            page = self.history(room, before=messages[0]["seq"])["messages"]
            if not page:
                break
            messages = page + messages
        return messages

    def moderate(self, room, act, **more):
        return self.ask("moderate", {"room": room, "act": act, **more})


def people(listing):
    """Member ids of a list of members."""
    return [member["id"] for member in listing]
