"""Parlor beside the floor, row by row: see `Scripts/bench`."""

import argparse
import dataclasses
import datetime
import json
import os
import platform
import subprocess
import sys

import figures
import measured
from figures import Figure, ratio
from measured import CLIENT_CORE, SERVER_CORE, DataDirectory, Failed, Floor, Parlor, load


@dataclasses.dataclass
class Effort:
    rounds: int
    seconds: float
    is_quick: bool


def cost(result, server=0):
    return result["servers"][server]["cpu_us_per_delivery"]


def both(effort, kind, *options, **settings):
    """The same load on Parlor and on the floor, in turn."""
    parlor, floor = [], []
    for turn in range(effort.rounds):
        measured.progress(f"{kind} {settings} round {turn + 1} of {effort.rounds}")
        with DataDirectory() as folder, Parlor(folder, *options) as server:
            parlor.append(load(kind, [server], duration=effort.seconds, **settings))
        with Floor() as server:
            floor.append(load(kind, [server], duration=effort.seconds, **settings))
    return parlor, floor


def rounds(effort, name, measure, *options, **places):
    """A figure that has no floor: what `measure(server)` gives, on a fresh server each round."""
    results = []
    for turn in range(effort.rounds):
        measured.progress(f"{name} round {turn + 1} of {effort.rounds}")
        with DataDirectory() as folder, Parlor(folder, *options, **places) as server:
            results.append(measure(server))
    return results


def flood(effort):
    parlor, floor = both(effort, "flood", members=200)
    yield ratio("flood", "200 members", "CPU µs a delivery", [cost(r) for r in parlor], [cost(r) for r in floor],
                must=0.25, aim=0.1)


def fanout_1000(effort):
    parlor, floor = both(effort, "fanout", members=1000, rate=100)
    yield ratio("fanout-1000", "1 000 members, 100 000/s", "CPU µs a delivery", [cost(r) for r in parlor],
                [cost(r) for r in floor], must=1.25, aim=1.0)


def fanout_1000_window(effort):
    parlor, floor = both(effort, "fanout", "--flush-window", "20ms", members=1000, rate=100)
    yield ratio("fanout-1000-window", "the same, --flush-window 20ms", "CPU µs a delivery",
                [cost(r) for r in parlor], [cost(r) for r in floor], aim=0.6)


def fanout_200(effort):
    parlor, floor = both(effort, "fanout", members=200, rate=100)
    yield ratio("fanout-200", "200 members, 20 000/s", "CPU µs a delivery", [cost(r) for r in parlor],
                [cost(r) for r in floor], must=1.4, aim=1.15)
    worst = sorted(r["latency_ms"]["p99"] for r in floor)[len(floor) // 2]
    unjudged = f"the floor's own p99 is {worst:.1f} ms" if worst > 3 else ""
    for name, must, aim in (("p50", 2.0, 1.1), ("p99", 6.0, 2.6)):
        yield Figure("fanout-200", f"latency {name}", "ms", [r["latency_ms"][name] for r in parlor], must=must, aim=aim,
                     unjudged=unjudged)


def idle(effort):
    members = 2000 if effort.is_quick else 10_000
    results = rounds(effort, f"idle {members}", lambda server: load(
        "idle", [server], members=members, duration=effort.seconds))
    yield Figure("idle", f"{members:,} joined members".replace(",", " "), "KiB a connection",
                 [r["servers"][0]["kib_per_connection"] for r in results], must=8, aim=5)
    yield Figure("idle", "the same", "% of a core",
                 [r["servers"][0]["cpu_s"] / r["duration_s"] * 100 for r in results], must=10)


def join(effort):
    results = rounds(effort, "join", lambda server: load("join", [server], members=1000))
    yield Figure("join", "1 000 into one room", "joins/s", [r["joins_per_s"] for r in results], must=3000, aim=6000,
                 higher_is_better=True)
    yield Figure("join", "the same", "CPU µs a join", [r["servers"][0]["cpu_us_per_join"] for r in results], must=150,
                 aim=80)
    yield Figure("join", "the last quarter's cost beside the first half's", "",
                 [r["quarters"][3]["cpu_us_per_join"] * 2
                  / (r["quarters"][0]["cpu_us_per_join"] + r["quarters"][1]["cpu_us_per_join"]) for r in results],
                 must=2)


def send(effort):
    # The store has a core to itself: it is the limit.
    results = rounds(effort, "send", lambda server: load(
        "send", [server], core=SERVER_CORE, members=4, duration=effort.seconds), redis_core=CLIENT_CORE)
    yield Figure("send", "accepted in one room", "messages/s", [r["messages_per_s"] for r in results], must=25_000,
                 higher_is_better=True)


def two_servers(effort):
    ratios, idling = [], []
    for turn in range(effort.rounds):
        measured.progress(f"two-servers round {turn + 1} of {effort.rounds}")
        with DataDirectory() as folder, Parlor(folder) as server:
            alone = cost(load("fanout", [server], members=100, rate=100, duration=effort.seconds))
        with DataDirectory() as folder, Parlor(folder) as first, Parlor(folder) as second:
            result = load("fanout", [first, second], members=200, rate=100, duration=effort.seconds)
            ratios.append(max(cost(result, 0), cost(result, 1)) / alone)
            result = load("fanout", [first, second], urls=[first], members=100, rate=100, duration=effort.seconds)
            idling.append(result["servers"][1]["cpu_s"] / result["duration_s"] * 100)
    yield Figure("two-servers", "a delivery beside one server's with as many members", "", ratios, must=1.1)
    yield Figure("two-servers", "a server without members of a busy room", "% of a core", idling, must=1)


def rooms(effort):
    connections = 400 if effort.is_quick else 4000
    many = connections * 25
    # So many joins at once keep the store busy for longer than a healthy one may be silent.
    options = ["--max-rooms", "200000", "--limit", "command_ms=10000"]
    ratios = []
    for turn in range(1 if effort.is_quick else min(2, effort.rounds)):
        measured.progress(f"rooms round {turn + 1}")
        settings = {"members": connections, "senders": connections, "rate": 2000, "duration": effort.seconds}
        with DataDirectory() as folder, Parlor(folder, *options) as server:
            few = cost(load("fanout", [server], rooms=connections // 2, **settings))
        with DataDirectory() as folder, Parlor(folder, *options) as server:
            ratios.append(cost(load("fanout", [server], rooms=many, rooms_per_member=50, **settings)) / few)
    yield Figure("rooms", f"a delivery in {many} rooms of 2 beside {connections // 2} rooms of 2", "", ratios, must=1.25)


def start(effort):
    seconds = []
    with DataDirectory() as folder:
        Parlor(folder).stop()
        for _ in range(max(3, effort.rounds)):
            with Parlor(folder) as server:
                seconds.append(server.seconds_to_listen)
    yield Figure("start", "listening on an existing data directory", "s", seconds, must=0.5)


ROWS = {
    "flood": flood, "fanout-1000": fanout_1000, "fanout-1000-window": fanout_1000_window, "fanout-200": fanout_200,
    "idle": idle, "join": join, "send": send, "two-servers": two_servers, "rooms": rooms, "start": start,
}


def machine():
    with open("/proc/cpuinfo") as file:
        model = next((line.split(":", 1)[1].strip() for line in file if line.startswith("model name")), "unknown")
    commit = subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True, text=True).stdout.strip()
    return {"date": datetime.date.today().isoformat(), "commit": commit, "processor": model,
            "cores": os.cpu_count(), "kernel": platform.release().split("-")[0]}


def main():
    parser = argparse.ArgumentParser(prog="Scripts/bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="short rounds, smaller crowds")
    parser.add_argument("--rounds", type=int, help="how often each figure is measured (default: 3; quick: 2)")
    parser.add_argument("--only", nargs="+", metavar="ROW", choices=ROWS, help="just these rows")
    parser.add_argument("--list", action="store_true", help="the rows, and end")
    parser.add_argument("--format", choices=["table", "markdown", "json"], default="table")
    words = parser.parse_args()
    if words.list:
        print("\n".join(ROWS))
        return 0
    if len(measured.CORES) < 2:
        print("error: a server and its load need two cores", file=sys.stderr)
        return 1
    effort = Effort(words.rounds or (2 if words.quick else 3), 3 if words.quick else 6, words.quick)
    found, failures = [], []
    for name in words.only or ROWS:
        try:
            found += list(ROWS[name](effort))
        except Failed as failure:
            failures.append(f"{name}: {failure}")
    measured.progress("")
    about = machine()
    if words.format == "json":
        lines = [dataclasses.asdict(f) | {"value": f.value, "noise": f.noise, "verdict": f.verdict} for f in found]
        print(json.dumps(about | {"figures": lines, "failures": failures}, ensure_ascii=False, indent=2))
    else:
        print((figures.markdown if words.format == "markdown" else figures.table)(found))
        print(f"\n{about['date']}, commit {about['commit']}, {about['processor']}, {about['cores']} cores, "
              f"Linux {about['kernel']}; medians of {effort.rounds} rounds of {effort.seconds} s")
    for failure in failures:
        print(f"error: {failure}", file=sys.stderr)
    return 1 if failures or any(figure.is_missed for figure in found) else 0


if __name__ == "__main__":
    sys.exit(main())
