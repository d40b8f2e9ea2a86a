"""Waiting for a condition with a deadline, for facts that nobody announces (a process, a file, a key)."""

import threading
import time

PATIENCE = 10.0
"""Seconds a test waits for something that should come at once, on a busy machine."""

_tick = threading.Event()


class TooLate(AssertionError):
    """What was waited for did not come in time."""


def until(condition, what, timeout=PATIENCE, every=0.02):
    """The first true value of `condition()`; fails with `what` after `timeout` seconds."""
    deadline = time.monotonic() + timeout
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() >= deadline:
            raise TooLate(f"not within {timeout:g} s: {what}")
        _tick.wait(every)
