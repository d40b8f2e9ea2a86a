#!/usr/bin/env python3
"""Reminds people of what they want to remember."""

import re

from parlor_bot import Bot, Call

bot = Bot()
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_KEY = "due"


def entries() -> list[dict]:
    return bot.storage.get(_KEY, [])


def mine(call: Call) -> list[dict]:
    return [e for e in entries() if e["from"] == call.message.sender and e["room"] == call.room]


def spoken(seconds: int) -> str:
    for unit, size in reversed(_UNITS.items()):
        if seconds >= size and seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


@bot.command("remind")
def remind(call: Call) -> str:
    found = re.fullmatch(r"(\d{1,6})([smhd])\s+(\S.*)", call.args, re.DOTALL)
    if not found:
        return "Write it like: remind 10m tea is ready"
    seconds = int(found[1]) * _UNITS[found[2]]
    if not 60 <= seconds <= bot.settings["longest_days"] * 86400:
        return f"Between a minute and {bot.settings['longest_days']} days, please."
    if len(mine(call)) >= bot.settings["most_each"]:
        return f"You have {bot.settings['most_each']} reminders already: forget one first."
    entry = {
        "at": call.time + seconds * 1000, "room": call.room, "from": call.message.sender, "name": call.message.name,
        "text": found[3]}
    bot.storage.set(_KEY, sorted([*entries(), entry], key=lambda e: e["at"]))
    return f"I will remind you in {spoken(seconds)}."


@bot.command("reminders")
def reminders(call: Call) -> str:
    own = mine(call)
    if not own:
        return "You have no reminders here."
    return "\n".join(
        f"{number}. in {max(1, round((e['at'] - call.time) / 60000))}m: {e['text']}" for number, e in enumerate(own, 1))


@bot.command("forget")
def forget(call: Call) -> str:
    own = mine(call)
    if not call.args.isdecimal() or not 1 <= int(call.args) <= len(own):
        return "Which one? The command reminders numbers them."
    gone = own[int(call.args) - 1]
    bot.storage.set(_KEY, [e for e in entries() if e != gone])
    return f"Forgotten: {gone['text']}"


@bot.schedule("tick")
def tick(call: Call) -> None:
    due = [e for e in entries() if e["at"] <= call.time]
    for entry in due:
        bot.send(entry["room"], f"{entry['name']}, you wanted to remember: {entry['text']}")
        # Each is dropped as soon as it is said, so that none is said twice.
        bot.storage.set(_KEY, [e for e in entries() if e != entry])


bot.run()
