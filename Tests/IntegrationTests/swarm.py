"""Very many clients in one thread: a bare asyncio WebSocket with as little Python per message as possible."""

import asyncio
import base64
import json
import os
import struct
from urllib.parse import urlsplit

_MASK = b"\x00\x00\x00\x00"


def _frame(text, opcode=0x1):
    """A masked text frame; the mask of zeros saves the work and is as valid as any."""
    payload = text.encode()
    size = len(payload)
    head = struct.pack("!BB", 0x80 | opcode, 0x80 | size) if size < 126 else \
        struct.pack("!BBH", 0x80 | opcode, 0x80 | 126, size)
    return head + _MASK + payload


class SwarmClient(asyncio.Protocol):
    """One connection. Counts what it hears by event name; parses nothing but what it is asked to keep."""

    def __init__(self, keep=("session",)):
        self.keep = {f'42["{name}"'.encode(): name for name in keep}
        self.kept = {}
        self.events = 0
        self.deletes = 0
        self.adds = 0
        self.closed = asyncio.get_running_loop().create_future()
        self.close_code = None
        self._upgraded = False
        self._buffer = b""
        self._waiters = {}

    @classmethod
    async def open(cls, url, auth, **more):
        """Connects, sends CONNECT and returns when the server has accepted it."""
        parts = urlsplit(url)
        loop = asyncio.get_running_loop()
        _, self = await loop.create_connection(lambda: cls(**more), parts.hostname, parts.port)
        accepted = self.expect(b"40")
        key = base64.b64encode(os.urandom(16)).decode()
        self.transport.write((
            "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n"
            f"Host: {parts.hostname}:{parts.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n").encode())
        self.say("40" + ("" if auth is None else json.dumps(auth)))
        await accepted
        return self

    def expect(self, beginning):
        """A future of the next message that begins so."""
        future = asyncio.get_running_loop().create_future()
        self._waiters.setdefault(beginning, []).append(future)
        return future

    def say(self, packet):
        self.transport.write(_frame(packet))

    async def ask(self, number, *event):
        """Emits with the acknowledgement number given; the acknowledgement's first argument."""
        answer = self.expect(f"43{number}[".encode())
        self.say(f"42{number}" + json.dumps(list(event)))
        return json.loads((await answer)[2 + len(str(number)):])[0]

    def hang_up(self):
        self.transport.abort()

    # asyncio.Protocol

    def connection_made(self, transport):
        self.transport = transport

    def connection_lost(self, error):
        if not self.closed.done():
            self.closed.set_result(self.close_code)
        for futures in self._waiters.values():
            for future in futures:
                if not future.done():
                    future.set_exception(ConnectionError(f"closed {self.close_code}"))
                    future.exception()

    def data_received(self, data):
        data = self._buffer + data if self._buffer else data
        at = 0
        if not self._upgraded:
            end = data.find(b"\r\n\r\n")
            if end < 0:
                self._buffer = data
                return
            if b" 101 " not in data[:20]:
                self.close_code = int(data.split(b" ", 2)[1])
                self.transport.abort()
                return
            self._upgraded = True
            at = end + 4
        size_of_all = len(data)
        while size_of_all - at >= 2:
            size = data[at + 1]
            start = at + 2
            if size == 126:
                if size_of_all < start + 2:
                    break
                size = int.from_bytes(data[start:start + 2], "big")
                start += 2
            elif size == 127:
                if size_of_all < start + 8:
                    break
                size = int.from_bytes(data[start:start + 8], "big")
                start += 8
            if size_of_all < start + size:
                break
            self._message(data[at] & 0xF, data[start:start + size])
            at = start + size
        self._buffer = data[at:]

    def _message(self, opcode, payload):
        if opcode == 0x8:
            self.close_code = int.from_bytes(payload[:2], "big") if len(payload) > 1 else 1005
            return
        if payload == b"2":
            self.say("3")
            return
        if payload.startswith(b"42["):
            self.events += 1
            if payload.startswith(b'42["member_delete"'):
                self.deletes += 1
            elif payload.startswith(b'42["member_add"'):
                self.adds += 1
            if self.keep:
                name = self.keep.get(payload[:payload.find(b",")])
                if name:
                    self.kept.setdefault(name, []).append(json.loads(payload[2:])[1:])
        if self._waiters:
            for beginning in list(self._waiters):
                if payload.startswith(beginning):
                    future = self._waiters[beginning].pop(0)
                    if not self._waiters[beginning]:
                        del self._waiters[beginning]
                    if not future.done():
                        future.set_result(payload)


async def many(count, make, at_once=64):
    """`make(n)` for each n below `count`, so many at a time; all results in order."""
    gate = asyncio.Semaphore(at_once)

    async def one(number):
        async with gate:
            return await make(number)

    return await asyncio.gather(*(one(n) for n in range(count)))


async def until_true(condition, what, timeout=20):
    """Like `waiting.until`, without stopping the loop."""
    deadline = asyncio.get_running_loop().time() + timeout
    while not condition():
        if asyncio.get_running_loop().time() > deadline:
            raise AssertionError(f"not within {timeout} s: {what}")
        await asyncio.sleep(0.02)
