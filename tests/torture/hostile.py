"""A Twilio that is slow, refuses, forgets, repeats itself and hangs up; and writes it all down."""

from __future__ import annotations

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx

from tests.standin.book import PhoneCall, Text
from tests.standin.twilio_server import ACCOUNT, NUMBER, StandInTwilio
from tests.torture.faults import (
    CALLBACKS,
    GIVEN_UP,
    HANG,
    LIST_LAG,
    LOOK_UPS,
    SENDS,
    SLOW,
    chance,
    pick,
)
from tests.torture.hostile_calls import HostileCalls
from tests.torture.journal import Journal

STOP_WORDS, START_WORDS = {"STOP"}, {"START"}
PASSES = ("ok", "slow")


class HostileTwilio(HostileCalls, StandInTwilio):
    """The stand-in, with faults by the seed and a book that is quick with thousands of texts."""

    def __init__(self, journal: Journal, seed: int) -> None:
        super().__init__()
        self.journal, self.seed = journal, seed
        self.to_phone: dict[str, list[Text]] = defaultdict(list)
        self._by_sid: dict[str, Text | PhoneCall] = {}
        self._stopped: set[str] = set()
        self._turns: Counter[str] = Counter()
        self._quiet = threading.Event()

    def be_kind(self) -> None:
        """End the faults, so that the run comes to an end; callbacks stay as they are."""
        self._quiet.set()

    # texts of phones

    def enter(self, phone: str, body: str, media_count: int, **more: object) -> Text:
        """Note a text of a phone to us in the book; the webhook is another matter."""
        text = Text(phone, body, to_us=True, media_count=media_count)
        word = body.strip().upper()
        with self._lock:
            if word in STOP_WORDS:
                self._stopped.add(phone)
            if word in START_WORDS:
                self._stopped.discard(phone)
            self._keep(text)
            self.journal.write("text_in", sid=text.sid, phone=phone, body=body, **more)
        return text

    def count_to(self, phone: str) -> int:
        with self._lock:
            return len(self.to_phone[phone])

    def _keep(self, text: Text) -> None:
        self.texts.append(text)
        self._by_sid[text.sid] = text
        if not text.to_us:
            self.to_phone[text.phone].append(text)

    # requests to send

    def _create(self, form: dict[str, str], _fault: str) -> Any:
        phone, callback = form["To"], form.get("StatusCallback", "")
        send = parse_qs(urlsplit(callback).query).get("send", ["?"])[0]
        fault, dice = self._befalls("send", phone, SENDS)
        self.journal.write("request", phone=phone, send=send, fault=fault)
        kind, _, taken = fault.partition("_")
        if kind == "401":
            return 401, {"status": 401, "code": 20003, "message": "Authenticate"}
        if kind == "429":
            return 429, {"status": 429, "code": 20429, "message": "Too Many Requests"}
        code = 21610 if phone in self._stopped else self._refused.get(phone)
        if code is not None:
            self.journal.write("refused", phone=phone, send=send, code=code)
            return 400, {"status": 400, "code": code, "message": "Refused"}
        if kind == "slow":
            self._closing.wait(dice.uniform(*SLOW))
        if kind == "late":
            self._closing.wait(GIVEN_UP)
        text = self._take(phone, form["Body"], callback, send) if taken or kind in PASSES else None
        if kind == "hang":
            self._closing.wait(HANG)
        if kind in ("hang", "drop", "late"):
            return None
        if kind == "500" or text is None:
            return 500, {"status": 500, "code": 20500, "message": "Internal Server Error"}
        return 201, text.rest_form(ACCOUNT, NUMBER)

    def _take(self, phone: str, body: str, callback: str, send: str) -> Text:
        text = Text(phone, body, to_us=False, callback=callback or None)
        with self._lock:
            self._keep(text)
            self.journal.write("taken", sid=text.sid, phone=phone, body=body, send=send)
        self._start(self._deliver, text)
        return text

    def _start(self, work: Callable[[Any], None], about: object) -> None:
        threading.Thread(target=work, args=(about,), daemon=True).start()

    def _befalls(self, what: str, about: str, table: dict[str, int]) -> Any:
        with self._lock:
            turn = self._turns[f"{what}:{about}"]
            self._turns[f"{what}:{about}"] += 1
        dice = chance(self.seed, what, about, turn)
        return ("ok" if self._quiet.is_set() else pick(table, dice)), dice

    # look-ups

    def _list(self, query: dict[str, str]) -> Any:
        fault, _ = self._befalls("list", query.get("To", "all"), LOOK_UPS)
        if fault == "drop":
            return None
        if fault == "500":
            return 503, {"status": 503, "code": 20503, "message": "Service unavailable"}
        size, page = int(query.get("PageSize", 50)), int(query.get("Page", 0))
        since = _moment(query.get("DateSent>") or query.get("DateSent>="))
        seen_by = time.monotonic() - LIST_LAG
        with self._lock:
            book = self.to_phone[query["To"]] if self._is_theirs(query) else self.texts
            found = [
                text
                for text in reversed(book)
                if text.accepted <= seen_by and text.made_at >= since and self._asked(text, query)
            ]
        part = found[page * size : (page + 1) * size]
        again = {**query, "Page": str(page + 1), "PageSize": str(size)}
        following = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json?{urlencode(again)}"
        return 200, {
            "messages": [text.rest_form(ACCOUNT, NUMBER) for text in part],
            "page": page,
            "page_size": size,
            "next_page_uri": following if len(found) > (page + 1) * size else None,
        }

    def _is_theirs(self, query: dict[str, str]) -> bool:
        return "To" in query and query["To"] != NUMBER

    def _asked(self, text: Text, query: dict[str, str]) -> bool:
        return "To" not in query or query["To"] == (NUMBER if text.to_us else text.phone)

    def _fetch(self, sid: str) -> Any:
        fault, _ = self._befalls("fetch", sid, LOOK_UPS)
        if fault == "drop":
            return None
        if fault == "500":
            return 503, {"status": 503, "code": 20503, "message": "Service unavailable"}
        text = self._by_sid.get(sid)
        if text is None:
            return 404, {"status": 404, "code": 20404, "message": "Not found"}
        return 200, text.rest_form(ACCOUNT, NUMBER)

    # callbacks: each is tried once, as Twilio does

    def _deliver(self, text: Text) -> None:
        last, code = self.final.get(text.phone, ("delivered", None))
        dice = chance(self.seed, "callback", text.phone, text.body, len(self.to_phone[text.phone]))
        manner = pick(CALLBACKS, dice)
        steps: list[tuple[str, int | None]] = [("sent", None), (last, code)]
        if manner == "reversed":
            steps.reverse()
        if manner == "twice":
            steps = [step for step in steps for _ in range(2)]
        if manner == "late" and self._closing.wait(dice.uniform(3, 8)):
            return
        for status, error_code in steps:
            if self._closing.wait(dice.uniform(0, 0.2)):
                return
            if status == last and text.status != last:
                text.status, text.error_code = last, code
                self.journal.write("settled", sid=text.sid, status=last)
            if manner == "lost" or not text.callback:
                continue
            try:
                answer = self.call_back(text, status, error_code)
            except httpx.HTTPError:
                answer = 0
            self.journal.write("callback", sid=text.sid, status=status, answer=answer)


def _moment(written: str | None) -> datetime:
    if not written:
        return datetime.min.replace(tzinfo=timezone.utc)
    read = datetime.fromisoformat(written.replace("Z", "+00:00"))
    return read if read.tzinfo else read.replace(tzinfo=timezone.utc)
