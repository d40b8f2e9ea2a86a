"""Private redis-servers: a Unix socket in a directory of their own, no TCP port, gone after the test."""

import os
import shutil
import signal
import socketserver
import tempfile
import threading
from pathlib import Path

import redis

from processes import Child
from waiting import until

DURABLE = ("--appendonly", "yes", "--appendfsync", "always")
"""Settings under which an acknowledged write survives a killed Redis."""


def has_redis():
    return shutil.which("redis-server") is not None


class RedisServer:
    """A redis-server that a test may stop, kill, freeze and start again with its data."""

    def __init__(self, *settings, password=None, logs_slower_than=None):
        """`logs_slower_than`: from how many microseconds on its slow log takes a command."""
        if logs_slower_than is not None:
            settings = ("--slowlog-log-slower-than", str(logs_slower_than), *settings)
        self._comes_first = logs_slower_than is not None
        self.directory = Path(tempfile.mkdtemp(prefix="parlor-redis-"))
        self.socket = self.directory / "redis.sock"
        self.settings = settings
        self.password = password
        self.child = None
        self.start()

    @property
    def address(self):
        """As `--redis` takes it."""
        return f"unix://{self.socket}"

    def start(self):
        command = [
            "redis-server", "--port", "0", "--unixsocket", str(self.socket), "--dir", str(self.directory),
            "--save", "", "--maxmemory-policy", "noeviction", "--enable-debug-command", "yes", *self.settings,
        ]
        if self.password:
            command += ["--requirepass", self.password]
        self.child = Child("redis-server", command)
        until(self._answers, "redis-server answers")
        if self._comes_first:
            # The slow log measures by the clock on the wall: other processes are not to take Redis' time.
            try:
                os.sched_setscheduler(self.child.pid, os.SCHED_FIFO, os.sched_param(1))
            except PermissionError:
                pass

    def _answers(self):
        try:
            return self.client().ping()
        except redis.exceptions.BusyLoadingError:
            return False
        except redis.exceptions.ConnectionError:
            if not self.child.is_running:
                raise AssertionError("redis-server did not start:\n" + self.child.text()) from None
            return False

    def client(self, **options):
        """A client of the test's own; text comes as `str`."""
        options.setdefault("decode_responses", True)
        options.setdefault("socket_timeout", 10)
        return redis.Redis(unix_socket_path=str(self.socket), password=self.password, **options)

    def kill(self):
        self.child.kill()

    def shut_down(self):
        """Ends it as an operator would."""
        self.child.signal(signal.SIGTERM)
        self.child.wait()

    def freeze(self):
        self.child.signal(signal.SIGSTOP)

    def thaw(self):
        self.child.signal(signal.SIGCONT)

    def close(self):
        if self.child:
            self.child.kill()
        shutil.rmtree(self.directory, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def holds_nobody_up(redis, act, times=3):
    """What `act` comes to; fails when it makes Redis' slow log name the same command every time.

    The log measures by the clock on the wall. A busy machine may put any command there once: then `act` is repeated.
    """
    client = redis.client()
    always = None
    for _ in range(times):
        client.slowlog_reset()
        result = act()
        slow = {_kind(entry["command"]): entry for entry in client.slowlog_get(128)}
        always = {kind: entry for kind, entry in slow.items() if always is None or kind in always}
        if not always:
            return result
    raise AssertionError([(entry["duration"], entry["command"][:80]) for entry in always.values()])


def _kind(command):
    """The name of a command in the slow log, and of a script which one it is."""
    words = command.split(maxsplit=2)
    name = words[0].upper()
    return (name, *words[1:2]) if name.startswith((b"EVAL", b"FCALL")) else (name,)


class PretendRedis:
    """A store that answers `INFO` and little else: enough to look too old, or not like Redis at all."""

    def __init__(self, version="6.2.14", greeting=None):
        info = "\r\n".join([
            "# Server", f"redis_version:{version}", f"run_id:{'a' * 40}", "# Replication", "role:master",
            f"master_replid:{'b' * 40}", f"master_replid2:{'0' * 40}", ""])
        self.directory = Path(tempfile.mkdtemp(prefix="parlor-pretend-"))
        self.socket = self.directory / "redis.sock"
        body = info.encode()

        class Talk(socketserver.StreamRequestHandler):
            def handle(self):
                if greeting is not None:
                    self.wfile.write(greeting)
                    return
                while words := self._command():
                    name = words[0].upper()
                    if name == b"INFO":
                        self.wfile.write(b"$%d\r\n%s\r\n" % (len(body), body))
                    elif name == b"PING":
                        self.wfile.write(b"+PONG\r\n")
                    elif name == b"HELLO":
                        self.wfile.write(b"-NOPROTO unsupported protocol version\r\n")
                    elif name == b"CLIENT" and words[1].upper() == b"ID":
                        self.wfile.write(b":1\r\n")
                    elif name in (b"CLIENT", b"SELECT", b"AUTH"):
                        self.wfile.write(b"+OK\r\n")
                    else:
                        self.wfile.write(b"-ERR unknown command\r\n")

            def _command(self):
                line = self.rfile.readline()
                if not line.startswith(b"*"):
                    return None
                words = []
                for _ in range(int(line[1:])):
                    length = int(self.rfile.readline()[1:])
                    words.append(self.rfile.read(length))
                    self.rfile.read(2)
                return words

        class Server(socketserver.ThreadingUnixStreamServer):
            daemon_threads = True
            block_on_close = False

        self._server = Server(str(self.socket), Talk)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    @property
    def address(self):
        return f"unix://{self.socket}"

    def close(self):
        self._server.shutdown()
        self._server.server_close()
        shutil.rmtree(self.directory, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
