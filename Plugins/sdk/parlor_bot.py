"""Write a plugin for Parlor's bots in Python: JSON-RPC lines on standard input and output, done for you.

    from parlor_bot import Bot, Call

    bot = Bot()

    @bot.command("hello")
    def hello(call: Call) -> str:
        return f"Hello, {call.message.name}!"

    bot.run()

A handler returns what is to be said in the room, a list of such texts, or None. It runs to its end before the next one
begins, and has five seconds. What is printed goes to the log.
"""

from __future__ import annotations

import json
import queue
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Bot", "Call", "Message", "Person", "PluginError", "Storage"]

Reply = "str | list[str] | None"
Handler = Callable[["Call"], Any]


class PluginError(Exception):
    """The runner refused what was asked for; the text says why and what to do."""


@dataclass(frozen=True)
class Message:
    """A message of a room."""

    room: str
    seq: int
    id: int
    date: int
    """When it was accepted, in Unix milliseconds."""
    sender: str
    """The id of who spoke."""
    name: str
    text: str
    role: str = "member"
    """`member`, `moderator` or `admin`, in this room."""
    bot: bool = False

    @classmethod
    def read(cls, fields: dict[str, Any]) -> Message:
        return cls(
            fields["room"], fields["seq"], fields["id"], fields["date"], fields["from"], fields["name"],
            fields["text"], fields.get("role", "member"), fields.get("bot", False))


@dataclass(frozen=True)
class Person:
    """Somebody in a room."""

    id: str
    name: str
    role: str = "member"
    bot: bool = False

    @classmethod
    def read(cls, fields: dict[str, Any]) -> Person:
        return cls(fields["id"], fields["name"], fields.get("role", "member"), fields.get("bot", False))


@dataclass
class Call:
    """Something that happened: a command, a message, an event or the time of a schedule."""

    bot: Bot
    time: int
    """When, in Unix milliseconds; in a transcript the time there."""
    room: str | None = None
    command: str = ""
    args: str = ""
    """What stands behind the command."""
    name: str = ""
    """The name of the event or schedule."""
    person: Person | None = None
    """Who came or went."""
    _message: Message | None = field(default=None, repr=False)

    @property
    def message(self) -> Message:
        """What was said; only commands and messages have one."""
        if self._message is None:
            raise PluginError("Nobody said anything: this is an event or a schedule.")
        return self._message

    def reply(self, text: str) -> None:
        """Says something in the room at once; what the handler returns is said after it."""
        self.bot.send(self.room or "", text)


class Storage:
    """What the plugin keeps: JSON values under keys, over restarts. Needs the permission `storage`."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    def get(self, key: str, default: Any = None) -> Any:
        value = self._bot.ask("storage.get", key=key)["value"]
        return default if value is None else value

    def set(self, key: str, value: Any) -> None:
        self._bot.ask("storage.set", key=key, value=value)

    def delete(self, key: str) -> None:
        self._bot.ask("storage.delete", key=key)

    def list(self, prefix: str = "") -> list[str]:
        return self._bot.ask("storage.list", prefix=prefix)["keys"]


class Bot:
    """The plugin's side of the talk with the runner."""

    def __init__(self) -> None:
        self.settings: dict[str, Any] = {}
        """The settings of plugin.yaml and of the runner's configuration; there once `run` has begun."""
        self.name = ""
        """The name it speaks under."""
        self.storage = Storage(self)
        self._commands: dict[str, Handler] = {}
        self._listeners: list[Handler] = []
        self._events: dict[str, Handler] = {}
        self._schedules: dict[str, Handler] = {}
        self._ready: list[Callable[[], None]] = []
        self._last_id = 0
        self._writing = threading.Lock()
        self._waiting: dict[int, queue.SimpleQueue[dict[str, Any]]] = {}
        self._reader = threading.get_ident()
        self._input = sys.stdin
        self._output = sys.stdout
        # What is printed would be taken for an answer: it goes to the log.
        sys.stdout = sys.stderr

    def command(self, name: str) -> Callable[[Handler], Handler]:
        """The function below answers this command of plugin.yaml."""
        return self._register(self._commands, name)

    def event(self, name: str) -> Callable[[Handler], Handler]:
        """The function below is told of `member_add` or `member_delete`."""
        return self._register(self._events, name)

    def schedule(self, name: str) -> Callable[[Handler], Handler]:
        """The function below is run at the times of this schedule."""
        return self._register(self._schedules, name)

    def listen(self, handler: Handler) -> Handler:
        """The function below gets the messages that fit `listen` in plugin.yaml."""
        self._listeners.append(handler)
        return handler

    def ready(self, function: Callable[[], None]) -> Callable[[], None]:
        """The function below is called once, when the settings are there."""
        self._ready.append(function)
        return function

    def send(self, room: str, text: str) -> None:
        """Says something in a room. Needs the permission `send`."""
        self.ask("send", room=room, text=text)

    def history(self, room: str, limit: int = 50) -> list[Message]:
        """The newest messages of a room, oldest first. Needs the permission `history`."""
        return [Message.read(fields) for fields in self.ask("history", room=room, limit=limit)["messages"]]

    def members(self, room: str) -> list[Person]:
        """The people of a room. Needs the permission `members`."""
        return [Person.read(fields) for fields in self.ask("members", room=room)["members"]]

    def moderate(self, room: str, act: str, member: str, seconds: int | None = None, reason: str = "") -> None:
        """Kicks, bans, mutes, unmutes or unbans somebody. Needs the permission `moderate`, and the role in the room."""
        more: dict[str, Any] = {} if seconds is None else {"for": seconds}
        self.ask("moderate", room=room, act=act, member=member, reason=reason, **more)

    def log(self, text: str, level: str = "info") -> None:
        """Writes to the runner's log: `info`, `warning` or `error`."""
        self.ask("log", text=text, level=level)

    def ask(self, method: str, **params: Any) -> Any:
        """Asks the runner for something and waits for it; from any thread."""
        answers: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        with self._writing:
            self._last_id += 1
            number = self._last_id
            self._waiting[number] = answers
        self._write({"id": number, "method": method, "params": params})
        if threading.get_ident() == self._reader:
            # The runner makes one call at a time, and this one is not answered yet: only answers come, or a farewell.
            while answers.empty():
                line = self._read()
                if line.get("method") == "shutdown":
                    sys.exit(0)
                self._answered(line)
        answer = answers.get()
        if answer.get("error"):
            raise PluginError(answer["error"]["message"])
        return answer["result"]

    def _answered(self, line: dict[str, Any]) -> None:
        waiting = self._waiting.pop(line.get("id", 0), None)
        if waiting is not None and "method" not in line:
            waiting.put(line)

    def run(self) -> None:
        """Answers until the runner says goodbye."""
        self._reader = threading.get_ident()
        while True:
            line = self._read()
            if line.get("method") == "shutdown":
                return
            if "method" not in line:
                self._answered(line)
                continue
            if "id" not in line:
                continue
            try:
                self._write({"id": line["id"], "result": self._answer(line["method"], line.get("params", {}))})
            except Exception as problem:  # whatever a handler does, the next call is answered
                traceback.print_exc()
                self._write({"id": line["id"], "error": {"code": -32000, "message": f"{type(problem).__name__}: {problem}"}})

    def _answer(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        if method == "initialize":
            self.settings, self.name = params["settings"], params["bot"]["name"]
            for function in self._ready:
                function()
            return {}
        if method == "ping":
            return {}
        call = Call(self, params.get("time", 0), params.get("room"))
        if "message" in params:
            call._message = Message.read(params["message"])
        if "member" in params:
            call.person = Person.read(params["member"])
        call.command, call.args = params.get("command", ""), params.get("args", "")
        call.name = params.get("name") or params.get("event", "")
        handlers = {
            "command": [self._commands.get(call.command)], "message": self._listeners,
            "event": [self._events.get(call.name)], "schedule": [self._schedules.get(call.name)],
        }.get(method, [])
        replies: list[str] = []
        for handler in filter(None, handlers):
            result = handler(call)
            replies += result if isinstance(result, list) else [] if result is None else [str(result)]
        return {"reply": replies}

    def _register(self, table: dict[str, Handler], name: str) -> Callable[[Handler], Handler]:
        def keep(handler: Handler) -> Handler:
            table[name] = handler
            return handler

        return keep

    def _read(self) -> dict[str, Any]:
        line = self._input.readline()
        if not line:
            sys.exit(0)
        return json.loads(line)

    def _write(self, line: dict[str, Any]) -> None:
        text = json.dumps({"jsonrpc": "2.0", **line}, ensure_ascii=False, separators=(",", ":"))
        with self._writing:
            self._output.write(text + "\n")
            self._output.flush()
