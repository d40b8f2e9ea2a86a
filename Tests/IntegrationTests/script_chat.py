"""`parlor chat` as scripts use it: lines in, JSON lines out."""

import json
import subprocess

from parlor_server import binary, clean_environment
from processes import Child
from waiting import PATIENCE, until


def said(url, room, text, *options, timeout=60, env=None):
    """Runs `parlor chat` in a pipe to its end."""
    return subprocess.run(
        [binary(), "chat", room, "--url", url, *options], input=text, capture_output=True, text=True, timeout=timeout,
        env=clean_environment(**(env or {})), check=False)


class Follower:
    """`parlor chat --follow --format jsonl`, and what it printed."""

    def __init__(self, url, room, *options):
        self.child = Child(
            "parlor chat", [binary(), "chat", room, "--url", url, "--follow", "--format", "jsonl", *options],
            env=clean_environment(), stdin=subprocess.PIPE)
        self._parsed = []
        self._mark = 0

    def say(self, *lines):
        self.child.popen.stdin.write("".join(line + "\n" for line in lines).encode())
        self.child.popen.stdin.flush()

    @property
    def rows(self):
        """All that it printed so far; each line is parsed once."""
        lines, self._mark = self.child.lines_since(self._mark, "out")
        self._parsed += map(json.loads, lines)
        return self._parsed

    def all(self, event, where=lambda e: True):
        """Every event of that name so far."""
        return [row for row in self.rows if row["event"] == event and where(row)]

    def wait(self, event, where=lambda e: True, count=1, timeout=PATIENCE):
        """The `count`-th event of that name and kind."""
        return until(lambda: self.all(event, where)[count - 1:], f"{count} × {event}", timeout)[0]

    @property
    def messages(self):
        """What it heard in its room, in order: before it came, and since."""
        heard = []
        for row in self.rows:
            if row["event"] == "joined":
                heard += row["messages"]
            elif row["event"] == "message":
                heard.append(row["message"])
        return heard

    def close(self):
        self.child.kill()
        self.child.popen.stdin.close()
