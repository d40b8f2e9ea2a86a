"""A program on a pseudo-terminal of its own."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time

from parlor_server import clean_environment
from waiting import PATIENCE, TooLate

_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b[=>]|\x1b\][^\x07]*\x07")


class Terminal:
    """A program on a pseudo-terminal of its own, and what it showed."""

    def __init__(self, command, **environment):
        self.shown = ""
        self.seen = 0
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
        self.modes_before = termios.tcgetattr(slave)
        environment = {"TERM": "xterm", "LC_ALL": "C.UTF-8", **environment}
        self.popen = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
            env=clean_environment(**environment), preexec_fn=lambda: _control(slave))
        os.close(slave)

    def type(self, text):
        os.write(self.master, text.encode())

    def line(self, text):
        self.type(text + "\n")

    def wait(self, pattern, timeout=PATIENCE):
        """The match of what it shows next."""
        deadline = time.monotonic() + timeout
        while True:
            plain = _ESCAPES.sub("", self.shown)
            found = re.compile(pattern).search(plain, self.seen)
            if found:
                self.seen = found.end()
                return found
            left = deadline - time.monotonic()
            if left <= 0 or not self._read(left):
                raise TooLate(f"no {pattern!r} after {plain[self.seen:]!r} in {plain!r:.2000}")

    def _read(self, timeout):
        if not select.select([self.master], [], [], timeout)[0]:
            return False
        try:
            chunk = os.read(self.master, 65536)
        except OSError:
            return False
        self.shown += chunk.decode("utf-8", "replace")
        return bool(chunk)

    def end(self, timeout=PATIENCE):
        """Its exit status."""
        deadline = time.monotonic() + timeout
        while self.popen.poll() is None and time.monotonic() < deadline:
            self._read(0.05)
        assert self.popen.poll() is not None, f"still runs: {self.shown!r}"
        while self._read(0):
            pass
        return self.popen.returncode

    def close(self):
        if self.popen.poll() is None:
            self.popen.kill()
        self.popen.wait()
        os.close(self.master)


def _control(slave):
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
