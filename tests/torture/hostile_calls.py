"""Calls through the hostile carrier: some are answered, some ring in vain, all are written down."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import httpx

from tests.standin.book import PhoneCall
from tests.standin.twilio_server import ACCOUNT, NUMBER
from tests.torture.faults import CALL_ENDS, GIVEN_UP, HANG, LIST_LAG, LOOK_UPS, SENDS, chance, pick

if TYPE_CHECKING:
    from tests.torture.hostile import HostileTwilio


class HostileCalls:
    """The part of the carrier that calls; the faults are those of texts."""

    def _place_call(self: HostileTwilio, form: dict[str, str], _fault: str) -> Any:  # type: ignore[misc]
        phone = form["To"]
        send = parse_qs(urlsplit(form["Url"]).query)["send"][0]
        fault, _ = self._befalls("send", phone, SENDS)
        self.journal.write("request", phone=phone, send=send, fault=fault)
        kind, _, taken = fault.partition("_")
        if kind in ("401", "429"):
            code = 20003 if kind == "401" else 20429
            return int(kind), {"status": int(kind), "code": code, "message": "Refused"}
        if kind == "late":
            self._closing.wait(GIVEN_UP)
        call = self._take_call(form, send) if taken or kind in ("ok", "slow") else None
        if kind == "hang":
            self._closing.wait(HANG)
        if kind in ("hang", "drop", "late"):
            return None
        if kind == "500" or call is None:
            return 500, {"status": 500, "code": 20500, "message": "Internal Server Error"}
        return 201, call.rest_form(ACCOUNT, NUMBER)

    def _take_call(self: HostileTwilio, form: dict[str, str], send: str) -> PhoneCall:  # type: ignore[misc]
        call = PhoneCall(form["To"], form["Url"], form["StatusCallback"])
        with self._lock:
            self.phone_calls.append(call)
            self._by_sid[call.sid] = call
            self.journal.write("taken", sid=call.sid, phone=call.phone, body=None, send=send)
        self._start(self._ring, call)
        return call

    def _list_calls(self: HostileTwilio, query: dict[str, str]) -> Any:  # type: ignore[misc]
        fault, _ = self._befalls("list", query["To"], LOOK_UPS)
        if fault == "drop":
            return None
        if fault == "500":
            return 503, {"status": 503, "code": 20503, "message": "Service unavailable"}
        seen_by = time.monotonic() - LIST_LAG
        found = [
            call.rest_form(ACCOUNT, NUMBER)
            for call in reversed(self.called(query["To"]))
            if call.accepted <= seen_by
        ]
        return 200, {"calls": found, "page": 0, "page_size": 1000, "next_page_uri": None}

    def _ring(self: HostileTwilio, call: PhoneCall) -> None:  # type: ignore[misc]
        dice = chance(self.seed, "call", call.phone, len(self.called(call.phone)))
        end = pick(CALL_ENDS, dice)
        if self._closing.wait(dice.uniform(0.5, 2)):
            return
        key, _, status = end.rpartition(":")
        try:
            if key:
                self._press(call, key)
        except (httpx.HTTPError, ElementTree.ParseError):
            status = "completed"
        call.status = status
        self.journal.write("settled", sid=call.sid, status=status)
        for _ in range(dice.choice((0, 1, 1, 2))):
            try:
                self.post_signed(call.callback, {"CallSid": call.sid, "CallStatus": status})
            except httpx.HTTPError:
                self.journal.write("callback", sid=call.sid, status=status, answer=0)

    def _press(self: HostileTwilio, call: PhoneCall, key: str) -> None:  # type: ignore[misc]
        form = {"CallSid": call.sid, "CallStatus": "in-progress"}
        answer = self.post_signed(call.url, form)
        gather = ElementTree.fromstring(answer.text).find("Gather")
        if gather is not None:
            for _ in range(2):  # the carrier may repeat itself
                self.post_signed(gather.get("action", ""), form | {"Digits": key})
