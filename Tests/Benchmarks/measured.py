"""The programs that are measured, each on a core of its own, and the load that measures them."""

import json
import os
import pathlib
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time

BINARIES = pathlib.Path(os.environ.get("PARLOR_BIN_DIR", ".build/release"))
CORES = sorted(os.sched_getaffinity(0))
SERVER_CORE, CLIENT_CORE = CORES[0], CORES[-1]


class Failed(Exception):
    """A measurement could not be made; the text says why."""


def pinned(core):
    """For `preexec_fn`: what a process starts inherits its core."""
    return lambda: os.sched_setaffinity(0, {core})


class Program:
    """A child that says where it listens, and is ended by its id."""

    def __init__(self, command, core=SERVER_CORE, pattern=rb"127\.0\.0\.1:(\d+)", timeout=30):
        started = time.monotonic()
        self.process = subprocess.Popen(
            [str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=pinned(core))
        self.pid = self.process.pid
        said = b""
        while not (found := re.search(pattern, said)):
            left = started + timeout - time.monotonic()
            ready, _, _ = select.select([self.process.stdout], [], [], max(0, left))
            part = os.read(self.process.stdout.fileno(), 4096) if ready else b""
            if not part:
                self.stop()
                raise Failed(f"{command[0]} did not start: {self.process.stderr.read()[-500:].decode(errors='replace')}")
            said += part
        self.seconds_to_listen = time.monotonic() - started
        self.url = f"http://127.0.0.1:{found.group(1).decode()}"

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


class Floor(Program):
    """The least a chat server can do."""

    def __init__(self, core=SERVER_CORE):
        super().__init__([BINARIES / "floor-server", "--port", "0"], core)


class DataDirectory:
    """A folder for an embedded Redis, short enough for a socket's path, and gone at the end."""

    def __enter__(self):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="parlor-bench-"))
        return self.path

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)


class Parlor(Program):
    """A server on its embedded Redis, which runs on the client's core."""

    def __init__(self, folder, *options, core=SERVER_CORE, redis_core=CLIENT_CORE):
        super().__init__(
            [BINARIES / "parlor", "serve", "--port", "0", "--data-dir", folder, "--no-rate-limits", "--threads", "1",
             "--log-level", "warning", *options], core)
        for pid in redis_of(folder):
            pin(pid, redis_core)


def redis_of(folder):
    """The Redis processes of a data directory."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if b"redis-server" in words.split(b"\0")[0] and str(folder).encode() in words:
                found.append(int(entry.name))
    return found


def pin(pid, core):
    for thread in os.listdir(f"/proc/{pid}/task"):
        os.sched_setaffinity(int(thread), {core})


def load(kind, servers, *options, urls=None, core=CLIENT_CORE, **settings):
    """Runs `parlor bench` against the servers and returns what it measured."""
    command = [BINARIES / "parlor", "bench", kind, "--format", "json"]
    for server in servers if urls is None else urls:
        command += ["--url", server.url]
    for server in servers:
        command += ["--server-pid", server.pid]
    for name, value in settings.items():
        command += ["--" + name.replace("_", "-"), value]
    command += options
    run = subprocess.run(
        [str(part) for part in command], stdin=subprocess.DEVNULL, capture_output=True, text=True,
        preexec_fn=pinned(core))
    try:
        result = json.loads(run.stdout)
    except ValueError:
        raise Failed(f"parlor bench {kind}: {run.stderr.strip()[-500:]}") from None
    if run.returncode != 0:
        counts = {name: result.get(name) for name in ("lost", "doubled", "refused", "dropped_connections")}
        raise Failed(f"parlor bench {kind} was not clean: {counts}")
    return result


def progress(text):
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)
    else:
        print(text, file=sys.stderr, flush=True)
