#!/usr/bin/env python3
"""Mutes those who flood a room or use words that are not wanted. It needs the role of a moderator there."""

import re
from collections import defaultdict, deque

from parlor_bot import Bot, Call, PluginError

bot = Bot()
recent: dict[tuple[str, str], deque[int]] = defaultdict(deque)


def mute(call: Call, reason: str) -> str | None:
    seconds = bot.settings["mute_seconds"]
    try:
        bot.moderate(call.room, "mute", call.message.sender, seconds=seconds, reason=reason)
    except PluginError as problem:
        bot.log(f"{call.message.sender} in {call.room} could not be muted: {problem}", level="warning")
        return None
    recent.pop((call.room, call.message.sender), None)
    return f"{call.message.name} is muted for {seconds // 60} minutes: {reason}."


@bot.listen
def watch(call: Call) -> str | None:
    message = call.message
    if message.role != "member" or message.bot:
        return None
    words = re.findall(r"[\w-]+", message.text.lower())
    if any(word in bot.settings["words"] for word in words):
        return mute(call, "that is not wanted here")
    times = recent[(call.room, message.sender)]
    times.append(message.date)
    while times and message.date - times[0] > bot.settings["flood_seconds"] * 1000:
        times.popleft()
    if len(recent) > 10_000:
        recent.clear()
    if len(times) > bot.settings["flood_messages"]:
        return mute(call, "too many messages at once")
    return None


@bot.command("guard")
def guard(call: Call) -> str:
    return (
        f"I mute for {bot.settings['mute_seconds'] // 60} minutes: more than {bot.settings['flood_messages']} messages in "
        f"{bot.settings['flood_seconds']} seconds, and {len(bot.settings['words'])} words.")


bot.run()
