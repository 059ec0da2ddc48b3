"""A small HTTP server that plays a Rasa server: good, slow, hanging, broken or mad."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Plays = Callable[[dict[str, Any]], tuple[int, bytes]]


def says(*texts: str, effects: list[dict[str, Any]] | None = None) -> Plays:
    """Play a good turn."""

    def play(request: dict[str, Any]) -> tuple[int, bytes]:
        reply = {
            "message_id": request["message_id"],
            "replayed": False,
            "texts": list(texts),
            "effects": effects or [],
        }
        return 200, json.dumps(reply).encode()

    return play


def answers(status: int, body: bytes = b"{}") -> Plays:
    """Play a broken server."""
    return lambda request: (status, body)


class RasaStandIn:
    """Repeats what it said to the same message, like the real channel; records what it heard."""

    def __init__(self) -> None:
        self.plays: list[Plays] = []
        self.heard: list[dict[str, Any]] = []
        self.tokens: list[str | None] = []
        self.health: tuple[int, bytes] = (503, b"{}")
        self.deleted: list[str] = []
        self.deletes = 204
        self.hold = threading.Event()
        self.hold.set()
        self.reached = threading.Event()
        self._said: dict[str, tuple[int, bytes]] = {}
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *args: object) -> None:
                pass

            def do_GET(self) -> None:
                outer.tokens.append(self.headers["Authorization"])
                self.answer(*outer.health)

            def do_DELETE(self) -> None:
                outer.tokens.append(self.headers["Authorization"])
                outer.deleted.append(self.path)
                self.answer(outer.deletes, b"")

            def do_POST(self) -> None:
                outer.tokens.append(self.headers["Authorization"])
                length = int(self.headers["Content-Length"])
                request = json.loads(self.rfile.read(length))
                outer.heard.append(request)
                outer.reached.set()
                outer.hold.wait(20)
                self.answer(*outer.turn(request))

            def answer(self, status: int, body: bytes) -> None:
                try:
                    self.send_response(status)
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                except (BrokenPipeError, ConnectionResetError):
                    pass  # whoever asked has hung up

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def turn(self, request: dict[str, Any]) -> tuple[int, bytes]:
        known = self._said.get(request["message_id"])
        if known is not None:
            return known
        assert self.plays, "a text reached Rasa that the scenario does not expect"
        status, body = self.plays.pop(0)(request)
        if status == 200:
            self._said[request["message_id"]] = (status, body)
        return status, body

    def forget(self) -> None:
        """Play a server whose last turn was not saved."""
        self._said.clear()

    def stop(self) -> None:
        self.hold.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
