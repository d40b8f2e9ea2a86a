"""Long runs that look for what only time shows: see `Scripts/soak`."""

import argparse
import asyncio
import json
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "IntegrationTests"))

from parlor_server import ParlorServer  # noqa: E402
from redis_fixture import RedisServer  # noqa: E402
from swarm import SwarmClient, many, until_true  # noqa: E402
from waiting import until  # noqa: E402

MIB = 1 << 20
ROOMS = 10


class Missed(Exception):
    """A figure that was not reached."""


def check(holds, text):
    """Prints a figure, and whether it is as it has to be."""
    print(("ok      " if holds else "MISSED  ") + text, flush=True)
    if not holds:
        raise Missed(text)


def idle(seconds, count):
    """Very many connections that do nothing: none is lost, and they cost little (R16)."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < count + 100:
        raise SystemExit(f"Only {hard} descriptors are allowed here; {count} connections need more.")
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with RedisServer() as redis, ParlorServer(redis) as server:

        async def run():
            clients = await many(
                count, lambda n: SwarmClient.open(server.url, {"room": f"idle-{n % (count // 10)}"}, keep=()))
            await until_true(lambda: all(c.adds for c in clients), "all have joined", timeout=300)
            before, begun = server.child.cpu_seconds(), time.monotonic()
            # What a heartbeat asks for is answered by the clients themselves.
            while time.monotonic() - begun < seconds:
                await asyncio.sleep(1)
            used = (server.child.cpu_seconds() - before) / (time.monotonic() - begun)
            lost = sum(c.closed.done() for c in clients)
            return used, lost, server.child.resident_bytes()

        used, lost, resident = asyncio.run(run())
        check(lost == 0, f"idle: {lost} of {count} connections lost in {seconds} s")
        check(resident <= 100 * MIB, f"idle: {resident / MIB:.0f} MiB resident with {count} members (at most 100)")
        check(used <= 0.1, f"idle: {used * 100:.1f} % of a core (at most 10)")


async def life(url, number):
    """Somebody comes, talks, asks for what is wrong, and goes, in order or not."""
    room = f"churn-{number % ROOMS}"
    client = await SwarmClient.open(url, {"room": room})
    await until_true(lambda: client.adds, "joined", timeout=30)
    await client.ask(1, "send", {"room": room, "text": f"hello {number}", "client_id": f"c{number}"})
    await client.ask(2, "send", {"room": "nowhere", "text": "x"})
    await client.ask(3, "join", {"room": "NO ROOM"})
    await client.ask(4, "history", {"room": room, "before": -1})
    if number % 3 == 0:
        await client.ask(5, "leave", {"room": room})
    if number % 5 == 0:
        client.say("42{broken")
        await client.closed
    else:
        client.hang_up()


def churn(seconds, at_once):
    """People who come and go and ask for what is wrong: all they took comes back (R27)."""
    with RedisServer() as redis, ParlorServer(redis, limits={"leave_grace_ms": 50, "room_log": 100}) as server:
        control = redis.client()
        number = 0

        def cycle(lasting):
            nonlocal number
            end = time.monotonic() + lasting
            while time.monotonic() < end:
                first = number
                number += 200
                asyncio.run(many(200, lambda n: life(server.url, first + n), at_once=at_once))  # noqa: B023
            rooms = [f"parlor:{{churn-{room}}}:members" for room in range(ROOMS)]
            until(lambda: not control.exists(*rooms), "nobody is left in the rooms", timeout=60)

        def state():
            pipe = control.pipeline(transaction=False)
            for key in control.scan_iter(count=1000):
                pipe.ttl(key)
            # Those with an end of their own go by themselves.
            lasting = sum(left == -1 for left in pipe.execute())
            return server.child.resident_bytes(), server.child.descriptors(), lasting

        # Caches and pools fill first: what comes after that is to come back.
        cycle(max(5, seconds / 4))
        warm = state()
        lives = number
        cycle(seconds)
        after = state()
        check(number - lives > 0 and server.is_running, f"churn: {number - lives} lives in {seconds} s")
        check(after[0] <= warm[0] * 1.1 + 8 * MIB, f"churn: {warm[0] / MIB:.0f} MiB before, {after[0] / MIB:.0f} MiB after")
        check(after[1] <= warm[1] + 4, f"churn: {warm[1]} descriptors before, {after[1]} after")
        check(after[2] <= warm[2], f"churn: {warm[2]} lasting keys before, {after[2]} after")


def main():
    parser = argparse.ArgumentParser(prog="Scripts/soak", description=__doc__)
    parser.add_argument("--idle-seconds", type=int, default=600, help="how long connections stay idle (600)")
    parser.add_argument("--connections", type=int, default=10_000, help="how many of them (10000)")
    parser.add_argument("--churn-seconds", type=int, default=3600, help="how long people come and go (3600)")
    parser.add_argument("--only", choices=["idle", "churn"], help="one of the two")
    arguments = parser.parse_args()
    runs = {
        "idle": lambda: idle(arguments.idle_seconds, arguments.connections),
        "churn": lambda: churn(arguments.churn_seconds, at_once=20),
    }
    missed = []
    for name, run in runs.items():
        if arguments.only in (None, name):
            try:
                run()
            except Missed as error:
                missed.append(str(error))
    if missed:
        print(json.dumps({"missed": missed}))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
