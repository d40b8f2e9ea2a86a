"""The history checker itself: each broken promise is found."""

import copy

import pytest

from history_checker import BREAK, History, problems

LOG = [(n, 1000 + n, f"text {n}") for n in range(1, 6)]


def good():
    return History(
        "ann", sent=["text 2", "text 4", "lost"], acknowledged={"text 2": (2, 1002)}, refused={"lost": "rate_limited"},
        seen=list(LOG))


def test_a_good_run_has_no_problems():
    assert problems(LOG, [good()]) == []



@pytest.mark.parametrize("spoil, word", [
    (lambda log, h: log.__delitem__(1), "0 times"),
    (lambda log, h: log.append((6, 1006, "text 2")), "2 times"),
    (lambda log, h: log.append((6, 1006, "text 4")), "2 times"),
    (lambda log, h: h.acknowledged.update({"text 2": (3, 1003)}), "stands as"),
    (lambda log, h: h.seen.__delitem__(2), "a hole"),
    (lambda log, h: h.seen.insert(2, h.seen[1]), "repetition"),
    (lambda log, h: h.seen.reverse(), "disorder"),
    (lambda log, h: h.seen.__setitem__(2, (3, 1003, "another")), "the log has"),
    (lambda log, h: h.seen.pop(), "never saw the end"),
    (lambda log, h: h.seen.clear(), "never saw the end"),
    (lambda log, h: log.__setitem__(3, (4, 1000, "text 4")), "do not rise"),
    (lambda log, h: log.__delitem__(2), "goes from seq"),
])
def test_a_broken_promise_is_found(spoil, word):
    log, history = copy.deepcopy(LOG), good()
    spoil(log, history)
    assert any(word in problem for problem in problems(log, [history])), problems(log, [history])


def test_an_announced_break_is_allowed():
    history = good()
    history.seen = [LOG[0], BREAK, *LOG[3:]]
    assert problems(LOG, [history]) == []


def test_what_was_never_answered_may_be_there_or_not():
    history = good()
    history.sent = ["text 3", "nowhere"]
    assert problems(LOG, [history]) == []
