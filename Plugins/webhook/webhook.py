#!/usr/bin/env python3
"""Says in rooms what other programs post to it: POST /ROOM with the secret and a text."""

import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from parlor_bot import Bot, Call, PluginError

bot = Bot()
posts = 0
_LONGEST = 4096


class Hook(BaseHTTPRequestHandler):
    """`curl -H 'Authorization: Bearer SECRET' -d 'build is green' http://127.0.0.1:8710/lobby`, or JSON with `text`."""

    timeout = 10
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        global posts
        secret = bot.settings["secret"]
        given = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if not secret or not hmac.compare_digest(given.encode(), secret.encode()):
            return self.answer(403, "a secret is needed: Authorization: Bearer SECRET")
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or not 0 < int(length) <= 4 * _LONGEST:
            return self.answer(413, f"a text of 1 to {_LONGEST} bytes is needed")
        text = self.rfile.read(int(length)).decode("utf-8", "replace")
        if self.headers.get("Content-Type", "").startswith("application/json"):
            try:
                text = json.loads(text)["text"]
            except (ValueError, KeyError, TypeError):
                return self.answer(400, "JSON with a text is needed")
        if not isinstance(text, str) or not text.strip() or len(text.encode()) > _LONGEST:
            return self.answer(413, f"a text of 1 to {_LONGEST} bytes is needed")
        try:
            bot.send(self.path.strip("/"), text)
        except PluginError as problem:
            return self.answer(502, str(problem))
        posts += 1
        self.answer(200, "said")

    def answer(self, status: int, text: str) -> None:
        body = (text + "\n").encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """The runner's log has what matters; requests hold what others may not read."""


@bot.ready
def listen() -> None:
    server = ThreadingHTTPServer((bot.settings["host"], bot.settings["port"]), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    bot.log(f"It listens on port {server.server_port}.")
    if not bot.settings["secret"]:
        bot.log("No secret is set: nothing is taken.", level="warning")


@bot.command("webhook")
def webhook(call: Call) -> str:
    return f"{posts} posts came." if bot.settings["secret"] else "No secret is set: nothing is taken."


bot.run()
