"""Clients of Engine.IO version 3: by hand, and the JavaScript library 2.0.3 in a real browser."""

import json

from parlor_server import ROOT
from raw import Ended, RawSocket, RawWebSocket
from waiting import PATIENCE, until

LIBRARY = ROOT / ".setup" / "socket.io-2.0.3.min.js"
OLD_WEBSOCKET = "/socket.io/?EIO=3&transport=websocket"
OLD_POLLING = "/socket.io/?EIO=3&transport=polling"

# As the sample's page does it: no auth, the five topics, `send`.
_USE = """
const topics = ['member_history', 'message_history', 'member_add', 'member_delete', 'messages'];
const own = ['connect', 'disconnect', 'reconnect', 'error', 'connect_error'];
window.heard = [];
window.socket = io({ transports: OPTIONS, reconnectionDelay: 100, reconnectionDelayMax: 300 });
for (const name of [...topics, ...own, 'session', 'kicked', 'notice'])
  socket.on(name, (...values) => heard.push([name, ...values]));
"""


def units(text):
    """A text's length as JavaScript counts it."""
    return len(text.encode("utf-16-le")) // 2


def encoded(*packets):
    return "".join(f"{units(packet)}:{packet}" for packet in packets).encode()


def decoded(payload):
    """The packets of a polling payload; fails if a length does not fit."""
    wide, packets = payload.decode().encode("utf-16-le"), []
    while wide:
        colon = next(i for i in range(0, len(wide), 2) if wide[i:i + 2] == b":\0")
        end = colon + 2 + 2 * int(wide[:colon].decode("utf-16-le"))
        assert end <= len(wide), f"a length does not fit: {payload[:80]!r}"
        packets.append(wide[colon + 2:end].decode("utf-16-le"))
        wide = wide[end:]
    return packets


class OldPoller:
    """Long-polling of version 3 by hand, each request on its own connection."""

    def __init__(self, server, more=""):
        self.server = server
        self.more = more
        status, self.headers, body = self.request("GET")
        assert status == 200, body
        first, *self.waiting = decoded(body)
        assert first[0] == "0"
        self.handshake = json.loads(first[1:])
        self.more += f"&sid={self.handshake['sid']}"

    def request(self, method, body=b""):
        with RawSocket(self.server) as connection:
            return connection.request(method, OLD_POLLING + self.more, {}, body)

    def post(self, *packets):
        status, _, body = self.request("POST", encoded(*packets))
        return status, body.decode()

    def get(self):
        status, _, body = self.request("GET")
        if status != 200:
            raise Ended(status, body.decode())
        return decoded(body)

    def read(self, begins):
        """Polls until a packet begins so."""
        found = []

        def look():
            if not self.waiting:
                self.waiting += self.get()
            packet = self.waiting.pop(0)
            if packet.startswith(begins):
                found.append(packet)
            return found

        until(look, f"a packet that begins with {begins}")
        return found[0]


class OldWire(RawWebSocket):
    """A WebSocket of version 3 by hand."""

    def __init__(self, server, receive_buffer=None):
        super().__init__(server, OLD_WEBSOCKET, receive_buffer=receive_buffer)
        assert self.status == 101
        opening = self.read_message()
        assert opening[0] == "0"
        self.handshake = json.loads(opening[1:])

    def read(self, begins, timeout=PATIENCE):
        while True:
            packet = self.read_message(timeout)
            if packet.startswith(begins):
                return packet


class OldPage:
    """The library 2.0.3 on a page of the server's own origin, used as the sample used it."""

    def __init__(self, browser, server, transports):
        self._context = browser.new_context()
        self._context.set_default_timeout(PATIENCE * 1000)
        self.tab = self._context.new_page()
        self.errors = []
        self.tab.on("pageerror", lambda error: self.errors.append(str(error)))
        # Any document of the server's will do.
        self.tab.goto(f"{server.url}/assets/socket.io.min.js")
        self.tab.evaluate(LIBRARY.read_text())
        self.tab.evaluate(f"() => {{{_USE.replace('OPTIONS', json.dumps(transports))}}}")

    def heard(self, name):
        """The arguments of every event of this name so far."""
        return [event[1:] for event in self.tab.evaluate("heard") if event[0] == name]

    @property
    def order(self):
        return [event[0] for event in self.tab.evaluate("heard")]

    def wait(self, name, count=1):
        """Until so many events of this name were heard; the last one's arguments."""
        until(lambda: len(self.heard(name)) >= count, f"{name} is heard {count} times")
        return self.heard(name)[-1]

    @property
    def engine(self):
        return self.tab.evaluate("socket.io.engine.transport.name")

    def do(self, script):
        return self.tab.evaluate(script)

    def close(self):
        try:
            assert self.errors == []
        finally:
            self._context.close()
