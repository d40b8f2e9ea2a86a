"""Bare sockets for input no library would send: HTTP, WebSocket frames, Engine.IO and Socket.IO packets."""

import base64
import hashlib
import json
import os
import select
import socket
import ssl
import struct
import time
from urllib.parse import urlsplit

from waiting import PATIENCE, TooLate, until

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
WEBSOCKET_PATH = "/socket.io/?EIO=4&transport=websocket"
POLLING_PATH = "/socket.io/?EIO=4&transport=polling"


class Ended(Exception):
    """The other side closed; `code` is the WebSocket close code, if there was one."""

    def __init__(self, code=None, reason=""):
        super().__init__(f"closed {code} {reason}")
        self.code = code
        self.reason = reason


class RawSocket:
    """A TCP connection to the server."""

    def __init__(self, server, receive_buffer=None):
        url = server if isinstance(server, str) else server.url
        parts = urlsplit(url)
        self.host = f"{parts.hostname}:{parts.port}"
        self.socket = socket.socket()
        self.socket.settimeout(PATIENCE)
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.connect((parts.hostname, parts.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if parts.scheme == "https":
            trust = ssl.create_default_context(cafile=server.certificate.authority)
            self.socket = trust.wrap_socket(self.socket, server_hostname=parts.hostname)
        self.buffer = b""

    def write(self, data):
        """Sends bytes; a connection closed meanwhile shows at the next read."""
        try:
            self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass

    def _fill(self, deadline):
        left = deadline - time.monotonic()
        has_more = isinstance(self.socket, ssl.SSLSocket) and self.socket.pending() > 0
        if not has_more and (left <= 0 or not select.select([self.socket], [], [], left)[0]):
            raise TooLate("nothing to read")
        try:
            data = self.socket.recv(65_536)
        except (ConnectionResetError, ssl.SSLEOFError):
            data = b""
        if not data:
            raise Ended()
        self.buffer += data

    def read_until(self, mark, timeout=PATIENCE):
        deadline = time.monotonic() + timeout
        while mark not in self.buffer:
            self._fill(deadline)
        head, self.buffer = self.buffer.split(mark, 1)
        return head

    def read_exactly(self, count, timeout=PATIENCE):
        deadline = time.monotonic() + timeout
        while len(self.buffer) < count:
            self._fill(deadline)
        head, self.buffer = self.buffer[:count], self.buffer[count:]
        return head

    def read_response(self, timeout=PATIENCE):
        """One HTTP response: (status, headers with small names, body)."""
        head = self.read_until(b"\r\n\r\n", timeout).decode("latin-1").split("\r\n")
        status = int(head[0].split()[1])
        headers = {}
        for line in head[1:]:
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
        if headers.get("transfer-encoding") == "chunked":
            body = b""
            while size := int(self.read_until(b"\r\n", timeout), 16):
                body += self.read_exactly(size + 2, timeout)[:-2]
            self.read_until(b"\r\n", timeout)
        else:
            body = self.read_exactly(int(headers.get("content-length", 0)), timeout)
        return status, headers, body

    def request(self, method, path, headers=(), body=b""):
        """Sends one request and reads its response."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}"]
        lines += [f"{name}: {value}" for name, value in dict(headers).items()]
        if body:
            lines.append(f"Content-Length: {len(body)}")
        self.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        return self.read_response()

    def wait_until_read(self):
        """Comes back when the server has accepted the connection and read all that was written."""
        def is_read():
            fields = self._servers_side()
            return fields and fields[4].endswith(":00000000") and fields[9] != "0"

        until(is_read, "the server reads")

    def untaken(self):
        """How many bytes of the server's the kernel still keeps for us."""
        return int(self._servers_side()[4].partition(":")[0], 16)

    def _servers_side(self):
        """What the kernel says of the server's end of the connection: a line of /proc/net/tcp, or None."""
        ends = [f"{port:04X}" for port in (self.socket.getpeername()[1], self.socket.getsockname()[1])]
        with open("/proc/net/tcp") as file:
            for fields in map(str.split, file):
                if [end.rpartition(":")[2] for end in fields[1:3]] == ends:
                    return fields
        return None

    def wait_closed(self, timeout=PATIENCE):
        """Reads until the other side closes; what it said before."""
        deadline = time.monotonic() + timeout
        while True:
            try:
                self._fill(deadline)
            except Ended:
                said, self.buffer = self.buffer, b""
                return said

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def frame(payload=b"", opcode=TEXT, fin=True, mask=True, rsv=0, length=None, wide=None):
    """A WebSocket frame, right or wrong; `length` lies about the size, `wide` (2 or 8) chooses its form."""
    if isinstance(payload, str):
        payload = payload.encode()
    size = len(payload) if length is None else length
    first = (0x80 if fin else 0) | (rsv << 4) | opcode
    bit = 0x80 if mask else 0
    if wide is None:
        wide = 0 if size < 126 else 2 if size < 65_536 else 8
    if wide == 0:
        head = struct.pack("!BB", first, bit | size)
    elif wide == 2:
        head = struct.pack("!BBH", first, bit | 126, size)
    else:
        head = struct.pack("!BBQ", first, bit | 127, size)
    if not mask:
        return head + payload
    key = os.urandom(4)
    return head + key + bytes(byte ^ key[i % 4] for i, byte in enumerate(payload))


class RawWebSocket(RawSocket):
    """A WebSocket whose frames are ours to spoil."""

    def __init__(self, server, path=WEBSOCKET_PATH, headers=(), receive_buffer=None):
        super().__init__(server, receive_buffer)
        key = base64.b64encode(os.urandom(16)).decode()
        wanted = {
            "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Key": key, "Sec-WebSocket-Version": "13",
            **dict(headers),
        }
        lines = [f"GET {path} HTTP/1.1", f"Host: {self.host}", *(f"{n}: {v}" for n, v in wanted.items())]
        self.write("\r\n".join(lines).encode() + b"\r\n\r\n")
        head = self.read_until(b"\r\n\r\n").decode("latin-1").split("\r\n")
        self.status = int(head[0].split()[1])
        self.headers = {n.strip().lower(): v.strip() for n, _, v in (line.partition(":") for line in head[1:])}
        if self.status == 101 and wanted["Sec-WebSocket-Key"] == key:
            expected = hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()
            assert self.headers["sec-websocket-accept"] == base64.b64encode(expected).decode()

    def send_frame(self, *args, **more):
        self.write(frame(*args, **more))

    def read_frame(self, timeout=PATIENCE):
        """The next frame: (fin, rsv, opcode, payload)."""
        first, second = self.read_exactly(2, timeout)
        assert not second & 0x80, "a server must not mask"
        size = second & 0x7F
        if size == 126:
            size, = struct.unpack("!H", self.read_exactly(2, timeout))
        elif size == 127:
            size, = struct.unpack("!Q", self.read_exactly(8, timeout))
        return bool(first & 0x80), (first >> 4) & 7, first & 0xF, self.read_exactly(size, timeout)

    def read_message(self, timeout=PATIENCE):
        """The next text (`str`) or binary message; raises `Ended` with the close code."""
        deadline = time.monotonic() + timeout
        while True:
            _, _, opcode, payload = self.read_frame(max(0, deadline - time.monotonic()))
            if opcode == TEXT:
                return payload.decode()
            if opcode == BINARY:
                return payload
            if opcode == CLOSE:
                code = struct.unpack("!H", payload[:2])[0] if len(payload) >= 2 else None
                raise Ended(code, payload[2:].decode("utf-8", "replace"))
            if opcode == PING:
                self.send_frame(payload, PONG)

    def ended(self, timeout=PATIENCE):
        """Reads until the server closes; its close code, or None when it just hung up."""
        deadline = time.monotonic() + timeout
        while True:
            try:
                self.read_message(deadline - time.monotonic())
            except Ended as end:
                return end.code


class Wire(RawWebSocket):
    """Socket.IO over a bare WebSocket: packets in and out as text."""

    def __init__(self, server, headers=(), receive_buffer=None):
        super().__init__(server, headers=headers, receive_buffer=receive_buffer)
        assert self.status == 101, f"not upgraded: {self.status}"
        opening = self.read_message()
        assert opening[0] == "0", opening
        self.handshake = json.loads(opening[1:])
        self._next_ack = 0

    def connect(self, auth=None):
        """Sends CONNECT; the reply as it came (`40{…}` or `44{…}`)."""
        self.send_frame("40" + ("" if auth is None else json.dumps(auth)))
        return self.read_packet()

    def read_packet(self, timeout=PATIENCE):
        """The next Engine.IO message; heartbeats are answered on the way."""
        deadline = time.monotonic() + timeout
        while True:
            packet = self.read_message(max(0, deadline - time.monotonic()))
            if packet == "2":
                self.send_frame("3")
            elif packet != "6":
                return packet

    def read_event(self, name=None, timeout=PATIENCE):
        """The next event as its JSON array, or the next of that name."""
        deadline = time.monotonic() + timeout
        while True:
            packet = self.read_packet(max(0, deadline - time.monotonic()))
            if packet.startswith("42["):
                event = json.loads(packet[2:])
                if name in (None, event[0]):
                    return event

    def emit(self, *event):
        self.send_frame("42" + json.dumps(list(event)))

    def ask(self, *event, timeout=PATIENCE):
        """Emits with an acknowledgement and waits for it: its arguments."""
        number = self._next_ack
        self._next_ack += 1
        self.send_frame(f"42{number}" + json.dumps(list(event)))
        return self.read_ack(number, timeout)

    def read_ack(self, number, timeout=PATIENCE):
        deadline = time.monotonic() + timeout
        while True:
            packet = self.read_packet(max(0, deadline - time.monotonic()))
            if packet.startswith(f"43{number}["):
                return json.loads(packet[2 + len(str(number)):])


class Poller:
    """Engine.IO long-polling by hand, each request on its own connection."""

    def __init__(self, server, headers=()):
        self.server = server
        self.headers = dict(headers)
        self.status, _, body = self._request("GET", POLLING_PATH)
        self.body = body.decode()
        self.handshake = json.loads(self.body[1:]) if self.status == 200 else None
        self._waiting = []

    @property
    def path(self):
        return f"{POLLING_PATH}&sid={self.handshake['sid']}"

    def _request(self, method, path, body=b""):
        with RawSocket(self.server) as connection:
            return connection.request(method, path, self.headers, body)

    def post(self, *packets):
        """Sends packets; the response's status and body."""
        status, _, body = self._request("POST", self.path, "\x1e".join(packets).encode())
        return status, body.decode("utf-8", "replace")

    def get(self):
        """One poll: status and packets."""
        status, _, body = self._request("GET", self.path)
        return status, body.decode("utf-8", "replace").split("\x1e")

    def read_packet(self, where=lambda packet: packet != "2"):
        """Polls until a packet fits; heartbeats are answered on the way."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            while self._waiting:
                packet = self._waiting.pop(0)
                if packet == "2":
                    self.post("3")
                if where(packet):
                    return packet
            status, packets = self.get()
            if status != 200:
                raise Ended(status, packets[0])
            self._waiting += packets
        raise TooLate("no such packet")
