"""What stands between Rasa and the action server, and can be told to fail."""

from __future__ import annotations

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

SLOW = 8.0  # seconds; longer than Rasa waits
LATE = 2.0  # as long as Rasa puts up with, and long enough for somebody else to be faster


class Troublemaker:
    """A proxy on a port of its own; ``mode``: pass, late, slow, crash, nonsense, page or cut."""

    def __init__(self, target: str) -> None:
        self.mode = "pass"
        self.calls = 0
        outer, client = self, httpx.Client(timeout=30)

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                outer.calls += 1
                body = self.rfile.read(int(self.headers["Content-Length"]))
                mode = outer.mode
                if mode == "cut":
                    self.connection.close()
                    return
                if mode in ("slow", "late"):
                    time.sleep(SLOW if mode == "slow" else LATE)
                if mode == "crash":
                    self.answer(500, b'{"error": "x", "request_body": ' + body + b"}")
                elif mode == "nonsense":
                    self.answer(200, b'{"events": [{"event": "no such event"}], "responses": []}')
                elif mode == "page":
                    self.answer(200, b"<html>maintenance</html>", "text/html")
                else:
                    real = client.post(f"{target}/webhook", content=body, headers=JSON)
                    self.answer(real.status_code, real.content)

            def answer(self, status: int, body: bytes, kind: str = "application/json") -> None:
                try:
                    self.send_response(status)
                    self.send_header("Content-Type", kind)
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                except OSError:
                    pass  # Rasa has stopped waiting

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


JSON = {"Content-Type": "application/json"}
