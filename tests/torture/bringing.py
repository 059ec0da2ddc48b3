"""How the carrier brings a text to our webhook: late, twice, never, again after a 503."""

from __future__ import annotations

import threading
import time

import httpx

from tests.standin.book import Text
from tests.standin.plain import PLAIN
from tests.standin.twilio_server import inbound_form, sign
from tests.torture.faults import WEBHOOKS, chance, pick
from tests.torture.hostile import HostileTwilio

RETRIES = 5  # the webhook's #rc=5
ANSWER_WITHIN = 15.0


class Bringer:
    """Posts webhooks from threads of its own, as the carrier does."""

    def __init__(self, twilio: HostileTwilio, webhook: str) -> None:
        self._twilio, self._webhook = twilio, webhook
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self.closing = threading.Event()

    def bring(self, text: Text, number: int) -> None:
        """Bring a patient's text in whatever manner the seed wants; comes back at once."""
        dice = chance(self._twilio.seed, "webhook", text.phone, number)
        manner = pick(WEBHOOKS, dice)
        pause = dice.uniform(1, 4) if manner == "late" else 0.0
        times = 2 if manner == "twice_at_once" else 0 if manner == "lost" else 1
        for _ in range(times):
            self._later(pause, text, manner == "hangs_up")
        if manner == "again_later":
            self._later(dice.uniform(5, 25), text, False)

    def bring_plainly(self, text: Text) -> None:
        self._later(0.0, text, False)

    def wait(self, seconds: float) -> None:
        """Wait for what is still on its way."""
        until = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _later(self, pause: float, text: Text, hangs_up: bool) -> None:
        work = threading.Thread(target=self._bring, args=(pause, text, hangs_up), daemon=True)
        work.start()
        with self._lock:
            self._threads = [known for known in self._threads if known.is_alive()] + [work]

    def _bring(self, pause: float, text: Text, hangs_up: bool) -> None:
        if self.closing.wait(pause):
            return
        if hangs_up:
            self._post(text, 0.02)  # the request arrives, the answer is never read
        for attempt in range(RETRIES + 1):
            if self._post(text, ANSWER_WITHIN) == 200:
                return
            if self.closing.wait(0.4 * 2**attempt):
                return

    def _post(self, text: Text, timeout: float) -> int:
        form = inbound_form(text)
        headers = {"X-Twilio-Signature": sign(self._webhook, form)}
        began = time.time()
        try:
            answer = PLAIN.post(
                self._webhook, data=form, headers=headers, timeout=timeout
            ).status_code
        except httpx.HTTPError:
            answer = 0
        self._twilio.journal.write("webhook", sid=text.sid, answer=answer, began=began)
        return answer
