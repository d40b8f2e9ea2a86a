#!/usr/bin/env python3
"""Answers questions from a file of questions and answers, which is read again when it changes."""

import re
from pathlib import Path

from parlor_bot import Bot, Call, PluginError

bot = Bot()
_FIELD = re.compile(r"^(-?)\s*(topic|words|answer):\s*(.*)$")


class File:
    """The topics of a file: a small part of YAML, so that nothing has to be installed."""

    def __init__(self) -> None:
        self._stamp = None
        self._topics: list[dict] = []

    def topics(self) -> list[dict]:
        path = Path(__file__).parent / bot.settings["file"]
        stamp = path.stat()
        if (stamp.st_mtime_ns, stamp.st_size) != self._stamp:
            try:
                self._topics = self._read(path.read_text(encoding="utf-8").splitlines())
            except ValueError as problem:
                bot.log(f"{path.name}: {problem}; what was there before goes on", level="error")
            self._stamp = (stamp.st_mtime_ns, stamp.st_size)
        return self._topics

    @staticmethod
    def _read(lines: list[str]) -> list[dict]:
        topics: list[dict] = []
        block = None
        for number, line in enumerate(lines, 1):
            if block is not None and (line.startswith("    ") or not line.strip()):
                topics[-1]["answer"].append(line[4:])
                continue
            block = None
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            found = _FIELD.match(line.strip() if not line.startswith("-") else line)
            if not found:
                raise ValueError(f"line {number} is no topic, words or answer")
            if found[1]:
                topics.append({"topic": "", "words": [], "answer": []})
            if not topics:
                raise ValueError(f"line {number}: a topic begins with a dash")
            name, value = found[2], found[3].strip()
            if name == "topic":
                topics[-1]["topic"] = value
            elif name == "words":
                topics[-1]["words"] = [word.strip().lower() for word in value.strip("[]").split(",") if word.strip()]
            elif value in ("|", "|-"):
                block = True
            else:
                topics[-1]["answer"] = [value.strip("\"'")]
        for topic in topics:
            if not topic["topic"] or not topic["answer"]:
                raise ValueError(f"the topic {topic['topic'] or '?'} has no name or no answer")
        return topics


file = File()


def answer(topic: dict) -> str:
    return "\n".join(topic["answer"]).rstrip()


@bot.ready
def check() -> None:
    if not (Path(__file__).parent / bot.settings["file"]).exists():
        raise PluginError(f"There is no file {bot.settings['file']}: write one, or set another in settings.")


@bot.command("faq")
def faq(call: Call) -> str:
    wanted = call.args.strip().lower()
    for topic in file.topics():
        if topic["topic"].lower() == wanted:
            return answer(topic)
    return "Topics: " + ", ".join(topic["topic"] for topic in file.topics())


@bot.listen
def question(call: Call) -> str | None:
    words = set(re.findall(r"\w+", call.message.text.lower()))
    for topic in file.topics():
        if words & set(topic["words"]):
            return answer(topic)
    return None


bot.run()
