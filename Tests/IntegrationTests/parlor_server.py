"""`parlor serve` as a child process on a port the system picks."""

import os
import re
import shutil
import signal
import tempfile
from pathlib import Path

from processes import Child
from waiting import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
_INHERITED = ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH", "TMPDIR", "XDG_RUNTIME_DIR")

PATIENT = {"command_ms": 5000}
"""What every test server is started with: a busy machine must not look like a store that is away."""

started = []
"""Every server of the running test, newest last: their logs are shown when it fails."""


def binary(name="parlor"):
    """The program under test."""
    folder = Path(os.environ.get("PARLOR_BIN_DIR", ROOT / ".build" / "debug"))
    return str((folder if folder.is_absolute() else ROOT / folder) / name)


def clean_environment(**more):
    """An environment in which no setting of the person who runs the tests shines through."""
    environment = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    # Who crashes says where, in few lines.
    environment["SWIFT_BACKTRACE"] = "enable=yes,threads=crashed,registers=none,images=none,color=no"
    environment.update(more)
    return environment


class ParlorServer:
    """One `parlor serve`; give a `redis` fixture, or none for the embedded one in `data_dir`.

    `limits` come on top of `PATIENT`.
    """

    def __init__(self, redis=None, *args, limits=None, rates=False, data_dir=None, env=None, port=0,
                 die_with_parent=True, certificate=None):
        self.redis = redis
        self.certificate = certificate
        self._own_data_dir = None
        if data_dir is None:
            data_dir = self._own_data_dir = tempfile.mkdtemp(prefix="parlor-data-")
        self.data_dir = Path(data_dir)
        self.args = list(args)
        self.limits = {**PATIENT, **(limits or {})}
        self.rates = rates
        self.env = env or {}
        self.port = port
        self.die_with_parent = die_with_parent
        self.child = None
        self.earlier_logs = []
        self.start()

    @property
    def url(self):
        return f"{'https' if self.certificate else 'http'}://127.0.0.1:{self.port}"

    def command(self):
        command = [binary(), "serve", "--host", "127.0.0.1", "--port", str(self.port), "--data-dir", str(self.data_dir)]
        if self.redis is not None:
            command += ["--redis", self.redis if isinstance(self.redis, str) else self.redis.address]
        if not self.rates:
            command += ["--no-rate-limits"]
        if self.certificate:
            command += ["--tls-cert", str(self.certificate.chain), "--tls-key", str(self.certificate.key)]
        for name, value in self.limits.items():
            command += ["--limit", f"{name}={value}"]
        return command + self.args

    def start(self):
        """Starts it and waits until it listens; the port stays the same over restarts."""
        if self.child is not None:
            self.earlier_logs.append(self.child.text())
        self.child = Child(
            "parlor serve", self.command(), env=clean_environment(**self.env), die_with_parent=self.die_with_parent)
        if self not in started:
            started.append(self)
        scheme = self.url.partition(":")[0]
        found = self.child.wait_for_line(
            scheme.join((r"Parlor is listening on ", r"://127\.0\.0\.1:(\d+)/")), timeout=2 * PATIENCE)
        self.port = int(found.group(1))
        return self

    @property
    def pid(self):
        return self.child.pid

    @property
    def is_running(self):
        return self.child.is_running

    def stop(self, timeout=10):
        """Ends it as an operator would; its exit status."""
        self.child.signal(signal.SIGTERM)
        return self.child.wait(timeout)

    def kill(self):
        self.child.kill()

    def log(self):
        return "\n".join(self.earlier_logs + [self.child.text() if self.child else ""])

    def close(self):
        if self.child:
            self.child.kill()
        if self._own_data_dir:
            shutil.rmtree(self._own_data_dir, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def run_to_end(*args, env=None, path=None, timeout=15):
    """Runs `parlor …` to its own end: (status, what it printed, what it complained of)."""
    environment = clean_environment(**(env or {}))
    if path is not None:
        environment["PATH"] = path
    child = Child("parlor " + " ".join(args[:1]), [binary(), *args], env=environment)
    try:
        status = child.wait(timeout)
        return status, child.text("out"), child.text("err")
    finally:
        child.kill()


def one_line(said):
    """The one line that says why; what was logged at `info` before it does not count."""
    lines = [line for line in said.splitlines() if line.strip() and not re.match(r"\S+ (info|notice) parlor: ", line)]
    assert len(lines) == 1, said
    assert lines[0].startswith("parlor: ") and len(lines[0]) < 400
    return lines[0]
