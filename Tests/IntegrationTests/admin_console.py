"""`parlor admin` as people and scripts use it: one command, a batch, or a prompt on a pseudo-terminal."""

import json
import subprocess
from dataclasses import dataclass

from parlor_server import binary, clean_environment

OK, FAILED, NOT_FOUND, REFUSED, PARTIAL, UNREACHABLE, USAGE, INTERRUPTED = 0, 1, 3, 4, 5, 6, 64, 130


@dataclass
class Result:
    """How a command ended, with what it printed and what it said beside."""

    status: int
    out: str
    err: str

    @property
    def lines(self):
        return self.out.splitlines()

    @property
    def rows(self):
        """The results of `--format jsonl`."""
        return [json.loads(line) for line in self.lines]


class Admin:
    """The console on one Redis."""

    def __init__(self, redis, *options):
        self.address = redis if isinstance(redis, str) else redis.address
        self.options = list(options)

    def command(self, *words, options=()):
        return [binary(), "admin", "--redis", self.address, *self.options, *options, *map(str, words)]

    def run(self, *words, options=(), lines=None, env=None, timeout=60):
        """Runs a command to its end; `lines` come as its standard input."""
        done = subprocess.run(
            self.command(*words, options=options), input="" if lines is None else "\n".join(lines) + "\n",
            capture_output=True, text=True, timeout=timeout, env=clean_environment(**(env or {})), check=False)
        return Result(done.returncode, done.stdout, done.stderr)

    def ask(self, *words, options=(), **more):
        """Runs a command that must succeed; its results."""
        result = self.run(*words, options=("--format", "jsonl", *options), **more)
        assert result.status == OK, result
        return result.rows

    def one(self, *words, **more):
        """The only result of a command that must succeed."""
        rows = self.ask(*words, **more)
        assert len(rows) == 1, rows
        return rows[0]

    def fails(self, status, *words, **more):
        """Runs a command that must end so; what it said."""
        result = self.run(*words, **more)
        assert result.status == status, result
        assert "parlor: " in result.err or status == INTERRUPTED, result
        return result.err
