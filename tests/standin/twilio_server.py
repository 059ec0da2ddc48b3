"""A real HTTP server that plays Twilio: takes texts, lists them, calls back, and fails on demand.

It shares no code with the application, except that both use the twilio library's signatures.
"""

from __future__ import annotations

import base64
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
from twilio.request_validator import RequestValidator

from tests.standin.book import Call, PhoneCall, Text
from tests.standin.http import Server
from tests.standin.plain import PLAIN

ACCOUNT = "AC" + "0" * 32
TOKEN = "a-token-for-tests"
NUMBER = "+15005550006"

# Each of these befalls one request to create a text or a call.
FAULTS = ("429", "500", "500_taken", "hang", "hang_taken", "drop", "drop_taken", "401")


class StandInTwilio:
    """Use as a context manager; ``url`` is the TWILIO_API_URL of the application."""

    def __init__(self, *, callbacks: str = "normal", port: int = 0) -> None:
        self.callbacks = callbacks  # normal, lost, twice, reversed
        self.callback_pause = 0.05
        self.hang_seconds = 30.0
        self.list_fails = False
        self.final: dict[str, tuple[str, int | None]] = {}  # phone to last status and code
        self.texts: list[Text] = []
        self.calls: list[Call] = []
        self.phone_calls: list[PhoneCall] = []
        self.call_ends: dict[str, str] = {}  # phone to the last status of a call to it
        self.answers: list[tuple[str, str, int]] = []  # callbacks: sid, status, HTTP answer
        self._faults: deque[str] = deque()
        self._refused: dict[str, int] = {}
        self._lock = threading.RLock()
        self._closing = threading.Event()
        self._server = Server(self._answer, port)
        self.url = self._server.url

    def __enter__(self) -> StandInTwilio:
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._server.stop()

    # what a test sets up

    def fail_next(self, *faults: str) -> None:
        """Let the next requests to send fail, one fault each; "ok" lets one pass."""
        assert set(faults) <= {*FAULTS, "ok"}, faults
        self._faults.extend(faults)

    def refuse(self, phone: str, code: int) -> None:
        """Refuse every text to a phone for good."""
        self._refused[phone] = code

    def text_in(
        self,
        webhook: str,
        from_: str,
        body: str,
        *,
        media_count: int = 0,
        sid: str | None = None,
        signed_url: str | None = None,
        token: str = TOKEN,
        timeout: float = 15.0,
    ) -> httpx.Response:
        """Have a phone text us: post the signed webhook once and return the answer."""
        text = Text(from_, body, to_us=True, media_count=media_count)
        text.sid = sid or text.sid
        with self._lock:
            if all(known.sid != text.sid for known in self.texts):
                self.texts.append(text)
        return PLAIN.post(
            webhook,
            data=(form := inbound_form(text)),
            headers={"X-Twilio-Signature": sign(signed_url or webhook, form, token)},
            timeout=timeout,
        )

    def lose_text(self, from_: str, body: str) -> Text:
        """Have a phone text us without any webhook: only the list knows."""
        text = Text(from_, body, to_us=True)
        with self._lock:
            self.texts.append(text)
        return text

    def call_back(self, text: Text, status: str, error_code: int | None = None) -> int:
        """Post one signed status callback; return the HTTP answer."""
        assert text.callback is not None
        form = {"MessageSid": text.sid, "MessageStatus": status, "To": text.phone, "From": NUMBER}
        if error_code:
            form["ErrorCode"] = str(error_code)
        headers = {"X-Twilio-Signature": sign(text.callback, form)}
        answer = PLAIN.post(text.callback, data=form, headers=headers, timeout=15).status_code
        self.answers.append((text.sid, status, answer))
        return answer

    # what a test looks at

    def sent_to(self, phone: str) -> list[Text]:
        """Return the texts that the carrier took for a phone, in order."""
        with self._lock:
            return [text for text in self.texts if text.phone == phone and not text.to_us]

    def called(self, phone: str) -> list[PhoneCall]:
        """Return the calls that the carrier took for a phone, in order."""
        with self._lock:
            return [call for call in self.phone_calls if call.phone == phone]

    def wait_for(self, phone: str, count: int, seconds: float = 20.0) -> list[Text]:
        """Wait until a phone got so many texts; return them all. Fails with what came."""
        found: list[Text] = []

        def enough() -> bool:
            nonlocal found
            found = self.sent_to(phone)
            return len(found) >= count

        assert until(enough, seconds), f"{phone} got {[text.body for text in found]}"
        return found

    # the carrier's side

    def _answer(self, method: str, target: str, headers: Any, body: str) -> Any:
        parts = urlsplit(target)
        form = dict(parse_qsl(body if method == "POST" else parts.query, keep_blank_values=True))
        creates = method == "POST" and parts.path.endswith(("/Messages.json", "/Calls.json"))
        with self._lock:
            fault = self._faults.popleft() if creates and self._faults else "ok"
            self.calls.append(Call(time.monotonic(), method, parts.path, form, fault))
        expected = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        if headers.get("Authorization") != f"Basic {expected}" or fault == "401":
            return 401, {"status": 401, "code": 20003, "message": "Authenticate"}
        if creates and parts.path.endswith("/Calls.json"):
            return self._place_call(form, fault)
        if creates:
            return self._create(form, fault)
        if self.list_fails:
            return 503, {"status": 503, "code": 20503, "message": "Service unavailable"}
        if parts.path.endswith("/Messages.json"):
            return self._list(form)
        if parts.path.endswith("/Calls.json"):
            return self._list_calls(form)
        return self._fetch(parts.path.rpartition("/")[2].removesuffix(".json"))

    def _create(self, form: dict[str, str], fault: str) -> Any:
        kind, _, taken = fault.partition("_")
        if kind == "429":
            return 429, {"status": 429, "code": 20429, "message": "Too Many Requests"}
        if form["To"] in self._refused:
            code = self._refused[form["To"]]
            return 400, {"status": 400, "code": code, "message": "Refused"}
        text = None
        if kind == "ok" or taken:
            text = Text(form["To"], form["Body"], to_us=False, callback=form.get("StatusCallback"))
            with self._lock:
                self.texts.append(text)
            threading.Thread(target=self._deliver, args=(text,), daemon=True).start()
        if kind == "hang":
            self._closing.wait(self.hang_seconds)
            return None
        if kind == "drop":
            return None
        if kind == "500" or text is None:
            return 500, {"status": 500, "code": 20500, "message": "Internal Server Error"}
        return 201, text.rest_form(ACCOUNT, NUMBER)

    def _place_call(self, form: dict[str, str], fault: str) -> Any:
        kind, _, taken = fault.partition("_")
        if kind == "429":
            return 429, {"status": 429, "code": 20429, "message": "Too Many Requests"}
        if form["To"] in self._refused:
            code = self._refused[form["To"]]
            return 400, {"status": 400, "code": code, "message": "Refused"}
        call = None
        if kind == "ok" or taken:
            call = PhoneCall(form["To"], form["Url"], form["StatusCallback"])
            with self._lock:
                self.phone_calls.append(call)
            threading.Thread(target=self._ring, args=(call,), daemon=True).start()
        if kind == "hang":
            self._closing.wait(self.hang_seconds)
            return None
        if kind == "drop":
            return None
        if kind == "500" or call is None:
            return 500, {"status": 500, "code": 20500, "message": "Internal Server Error"}
        return 201, call.rest_form(ACCOUNT, NUMBER)

    def _list_calls(self, query: dict[str, str]) -> Any:
        found = [call.rest_form(ACCOUNT, NUMBER) for call in reversed(self.called(query["To"]))]
        return 200, {"calls": found, "page": 0, "page_size": 1000, "next_page_uri": None}

    def _ring(self, call: PhoneCall) -> None:
        """End a call by itself, where ``call_ends`` says so: nobody answers it."""
        last = self.call_ends.get(call.phone)
        if last is None or self._closing.wait(self.callback_pause):
            return
        call.status = last
        if self.callbacks != "lost":
            try:
                self.post_signed(call.callback, {"CallSid": call.sid, "CallStatus": last})
            except httpx.HTTPError:
                self.answers.append((call.sid, last, 0))

    def post_signed(self, url: str, form: dict[str, str]) -> httpx.Response:
        """Post a webhook about a call, signed."""
        headers = {"X-Twilio-Signature": sign(url, form)}
        return PLAIN.post(url, data=form, headers=headers, timeout=15)

    def _list(self, query: dict[str, str]) -> Any:
        size, page = min(int(query.get("PageSize", 50)), 1000), int(query.get("Page", 0))
        with self._lock:
            found = [
                text
                for text in reversed(self.texts)
                if query.get("To") in (None, NUMBER if text.to_us else text.phone)
            ]
        part = found[page * size : (page + 1) * size]
        again = urlencode({**query, "Page": str(page + 1), "PageSize": str(size)})
        following = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json?{again}"
        return 200, {
            "messages": [text.rest_form(ACCOUNT, NUMBER) for text in part],
            "page": page,
            "page_size": size,
            "next_page_uri": following if len(found) > (page + 1) * size else None,
        }

    def _fetch(self, sid: str) -> Any:
        with self._lock:
            book: list[Text | PhoneCall] = [*self.texts, *self.phone_calls]
            for known in book:
                if known.sid == sid:
                    return 200, known.rest_form(ACCOUNT, NUMBER)
        return 404, {"status": 404, "code": 20404, "message": "Not found"}

    def _deliver(self, text: Text) -> None:
        last, code = self.final.get(text.phone, ("delivered", None))
        steps = [("sent", None), (last, code)]
        if self.callbacks == "reversed":
            steps.reverse()
        if self.callbacks == "twice":
            steps = [step for step in steps for _ in range(2)]
        for status, error_code in steps:
            if self._closing.wait(self.callback_pause):
                return
            if status == last:
                text.status, text.error_code = last, code
            if self.callbacks != "lost" and text.callback:
                try:
                    self.call_back(text, status, error_code)
                except httpx.HTTPError:
                    self.answers.append((text.sid, status, 0))  # tried once, like Twilio


def sign(url: str, form: dict[str, str], token: str = TOKEN) -> str:
    """Sign a webhook as Twilio does."""
    return str(RequestValidator(token).compute_signature(url, form))


def inbound_form(text: Text) -> dict[str, str]:
    """Return the fields of an inbound webhook."""
    return {
        "AccountSid": ACCOUNT,
        "ApiVersion": "2010-04-01",
        "Body": text.body,
        "From": text.phone,
        "MessageSid": text.sid,
        "NumMedia": str(text.media_count),
        "NumSegments": "1",
        "SmsSid": text.sid,
        "SmsStatus": "received",
        "To": NUMBER,
    }


def until(true: Callable[[], object], seconds: float = 20.0) -> bool:
    """Wait until something is true; tell whether it became so in time."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
