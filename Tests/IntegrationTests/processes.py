"""Child processes that never outlive the tests: each is ended by its own pid, whatever happens."""

import atexit
import ctypes
import os
import re
import signal
import subprocess
import threading
import time

from waiting import PATIENCE, TooLate

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)
_alive = set()


def _die_with_parent():
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


class Child:
    """One started program, its output by lines, and its end."""

    def __init__(self, name, command, env=None, cwd=None, die_with_parent=True, stdin=subprocess.DEVNULL):
        self.name = name
        self.lines = []
        self._changed = threading.Condition()
        self.popen = subprocess.Popen(
            command,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=env,
            cwd=cwd,
            preexec_fn=_die_with_parent if die_with_parent else None,
        )
        _alive.add(self)
        self._readers = [
            threading.Thread(target=self._read, args=(stream, kind), daemon=True)
            for stream, kind in ((self.popen.stdout, "out"), (self.popen.stderr, "err"))
        ]
        for reader in self._readers:
            reader.start()

    def _read(self, stream, kind):
        for line in iter(stream.readline, b""):
            with self._changed:
                self.lines.append((kind, line.decode("utf-8", "replace").rstrip("\n")))
                self._changed.notify_all()
        stream.close()
        with self._changed:
            self._changed.notify_all()

    @property
    def pid(self):
        return self.popen.pid

    @property
    def is_running(self):
        return self.popen.poll() is None

    def text(self, kind=None):
        """What it wrote so far, to `out`, to `err`, or to both."""
        with self._changed:
            return "\n".join(line for stream, line in self.lines if kind in (None, stream))

    def lines_since(self, mark, kind):
        """The lines of one kind since the mark `mark`, and the mark for those that come next."""
        with self._changed:
            return [line for stream, line in self.lines[mark:] if stream == kind], len(self.lines)

    def wait_for_line(self, pattern, timeout=PATIENCE):
        """The match of the first line that fits; fails when the program ends before."""
        deadline = time.monotonic() + timeout
        seen = 0
        with self._changed:
            while True:
                while seen < len(self.lines):
                    found = re.search(pattern, self.lines[seen][1])
                    seen += 1
                    if found:
                        return found
                ended = self.popen.poll() is not None and not any(r.is_alive() for r in self._readers)
                left = deadline - time.monotonic()
                if ended or left <= 0:
                    why = f"ended with {self.popen.returncode}" if ended else f"silent for {timeout:g} s"
                    raise TooLate(f"{self.name} {why}, no line like {pattern!r}:\n" + "\n".join(
                        line for _, line in self.lines[-40:]))
                self._changed.wait(min(left, 0.1))

    def signal(self, number):
        if self.is_running:
            self.popen.send_signal(number)

    def wait(self, timeout=PATIENCE):
        """Its exit status; fails when it does not end in time."""
        try:
            status = self.popen.wait(timeout)
        except subprocess.TimeoutExpired:
            raise TooLate(f"{self.name} still runs after {timeout:g} s") from None
        # Somebody it started may hold its output open for longer: that is not waited for without end.
        deadline = time.monotonic() + PATIENCE
        for reader in self._readers:
            reader.join(max(0, deadline - time.monotonic()))
        _alive.discard(self)
        return status

    def kill(self):
        """Ends it at once; safe to call again."""
        if self.is_running:
            self.popen.send_signal(signal.SIGCONT)
            self.popen.kill()
        self.popen.wait()
        _alive.discard(self)

    def cpu_seconds(self):
        """CPU time used so far, user and system."""
        with open(f"/proc/{self.pid}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident_bytes(self):
        """Memory it holds."""
        with open(f"/proc/{self.pid}/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def descriptors(self):
        """How many file descriptors it has open."""
        return len(os.listdir(f"/proc/{self.pid}/fd"))


@atexit.register
def _end_all():
    for child in list(_alive):
        child.kill()
