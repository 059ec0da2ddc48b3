"""A carrier in good health, quick enough not to be what is measured."""

from __future__ import annotations

import queue
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

import httpx

from tests.standin.book import Text
from tests.standin.twilio_server import ACCOUNT, NUMBER, StandInTwilio, sign

CALLING = 4  # threads that bring callbacks
CALLBACK_PAUSE = 0.05


class KindTwilio(StandInTwilio):
    """The stand-in with connections that stay open, and a list bounded as Twilio's is."""

    def __init__(self, told: Callable[[Text], None] | None = None) -> None:
        super().__init__()
        self.sent_at: dict[str, float] = {}  # sid: when the request to send it came
        self.to_phone: dict[str, list[Text]] = defaultdict(list)
        self._told = told
        self._client = httpx.Client(trust_env=False, timeout=15)
        self._callbacks: queue.SimpleQueue[tuple[float, Text, str]] = queue.SimpleQueue()
        for _ in range(CALLING):
            threading.Thread(target=self._bring_callbacks, daemon=True).start()

    def __enter__(self) -> KindTwilio:
        super().__enter__()
        return self

    def listen(self, told: Callable[[Text], None]) -> None:
        """Have every text that the carrier takes told, from its own threads."""
        self._told = told

    def _create(self, form: dict[str, str], _fault: str) -> Any:
        at = time.time()
        text = Text(form["To"], form["Body"], to_us=False, callback=form.get("StatusCallback"))
        with self._lock:
            self.texts.append(text)
            self.to_phone[text.phone].append(text)
            self.sent_at[text.sid] = at
        if self._told is not None:
            self._told(text)
        if text.callback:
            due = time.monotonic() + CALLBACK_PAUSE
            for status in ("sent", "delivered"):
                self._callbacks.put((due, text, status))
        return 201, text.rest_form(ACCOUNT, NUMBER)

    def _list(self, query: dict[str, str]) -> Any:
        since = query.get("DateSent>") or query.get("DateSent>=")
        first = datetime.fromisoformat(since) if since else None
        if first is not None and first.tzinfo is None:
            first = first.replace(tzinfo=timezone.utc)
        size = int(query.get("PageSize", "50"))
        found: list[Text] = []
        with self._lock:
            for text in reversed(self.texts):
                if len(found) == size or (first is not None and text.made_at < first):
                    break
                if query.get("To") in (None, NUMBER if text.to_us else text.phone):
                    found.append(text)
        shown = [text.rest_form(ACCOUNT, NUMBER) for text in found]
        return 200, {"messages": shown, "page": 0, "page_size": size, "next_page_uri": None}

    def _bring_callbacks(self) -> None:
        while not self._closing.is_set():
            due, text, status = self._callbacks.get()
            time.sleep(max(0.0, due - time.monotonic()))
            text.status = status
            assert text.callback is not None
            form = {"MessageSid": text.sid, "MessageStatus": status, "To": text.phone}
            form["From"] = NUMBER
            try:
                self._client.post(
                    text.callback,
                    data=form,
                    headers={"X-Twilio-Signature": sign(text.callback, form)},
                )
            except httpx.HTTPError:
                continue  # tried once, like Twilio
