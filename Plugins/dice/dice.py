#!/usr/bin/env python3
"""Rolls dice and tosses coins."""

import random
import re

from parlor_bot import Bot, Call

bot = Bot()
_DICE = re.compile(r"(\d*)d(\d+)", re.IGNORECASE)


@bot.command("roll")
def roll(call: Call) -> str:
    found = _DICE.fullmatch(call.args.strip() or "1d6")
    if not found:
        return "Write it like 2d6: how many dice, and how many sides they have."
    count, sides = int(found[1] or 1), int(found[2])
    most, widest = bot.settings["max_dice"], bot.settings["max_sides"]
    if not 1 <= count <= most or not 2 <= sides <= widest:
        return f"I have {most} dice at most, with 2 to {widest} sides."
    rolls = [random.randint(1, sides) for _ in range(count)]
    if count == 1:
        return f"{call.message.name} rolled {rolls[0]}"
    return f"{call.message.name} rolled {sum(rolls)} ({' + '.join(map(str, rolls))})"


@bot.listen
def toss(call: Call) -> str:
    return random.choice(["Heads.", "Tails."])


bot.run()
