"""What clients wrote down against what the log holds: the proof behind the fault tests.

Every message of a run has a text of its own, so that it can be recognised wherever it turns up.
"""

from collections import Counter
from dataclasses import dataclass, field

BREAK = "break"
"""Stands among what a client saw where it was told that something is missing (`gap`, `reset`, `room_reset`)."""


@dataclass
class History:
    """One client's record of one room."""

    name: str
    sent: list = field(default_factory=list)
    """Texts, in the order they were sent."""
    acknowledged: dict = field(default_factory=dict)
    """Text → (seq, id)."""
    refused: dict = field(default_factory=dict)
    """Text → error code; neither here nor acknowledged means: never answered."""
    seen: list = field(default_factory=list)
    """(seq, id, text) of live messages and snapshots, and `BREAK`, in the order they came."""

    def sees(self, seq):
        """Whether the newest it saw is at least `seq`."""
        return bool(self.seen) and self.seen[-1] != BREAK and self.seen[-1][0] >= seq


def problems(log, histories, complete=True):
    """Everything that contradicts the promises; empty when all is well.

    `log` holds (seq, id, text), oldest first. With `complete`, each client must have seen the log to its end.
    """
    found = []
    found += _of_log(log)
    by_text = {}
    for seq, number, text in log:
        by_text.setdefault(text, []).append((seq, number))
    by_seq = {seq: text for seq, _, text in log}
    for history in histories:
        found += _of_answers(history, by_text)
        found += _of_what_was_seen(history, by_seq)
        if complete and log and (not history.seen or history.seen[-1] == BREAK or history.seen[-1][0] != log[-1][0]):
            found.append(f"{history.name} never saw the end of the log")
    return found


def _of_log(log):
    for before, after in zip(log, log[1:]):
        if after[0] != before[0] + 1:
            yield f"the log goes from seq {before[0]} to {after[0]}"
        if after[1] <= before[1]:
            yield f"the log's ids do not rise at seq {after[0]}"


def _of_answers(history, by_text):
    for text, count in Counter(history.sent).items():
        entries = by_text.get(text, [])
        if text in history.acknowledged:
            if len(entries) != 1:
                yield f"{history.name}: acknowledged {text!r} is {len(entries)} times in the log"
            elif entries[0] != history.acknowledged[text]:
                promised = history.acknowledged[text]
                yield f"{history.name}: {text!r} was acknowledged as {promised}, stands as {entries[0]}"
        elif len(entries) > 1:
            yield f"{history.name}: {text!r} is {len(entries)} times in the log"
        if count > 1:
            yield f"{history.name}: the run used the text {text!r} twice"


def _of_what_was_seen(history, by_seq):
    last = None
    for entry in history.seen:
        if entry == BREAK:
            last = None
            continue
        seq, number, text = entry
        if last is not None:
            if seq != last[0] + 1:
                kind = "a hole" if seq > last[0] else "a repetition or disorder"
                yield f"{history.name}: {kind} between seq {last[0]} and {seq}"
            if number <= last[1]:
                yield f"{history.name}: ids do not rise at seq {seq}"
        if seq in by_seq and by_seq[seq] != text:
            yield f"{history.name}: saw {text!r} as seq {seq}, the log has {by_seq[seq]!r}"
        last = entry
