"""Patients who text at a steady rate, whatever the system does; nurses who answer their pages."""

from __future__ import annotations

import re
import threading
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import httpx

from tests.bench.carrier import KindTwilio
from tests.standin.book import Text
from tests.standin.twilio_server import inbound_form, sign
from tests.torture.people import CLINICIANS, phone_of

# Texts as in an ordinary day: a problem is told and asked about, until the guidance comes.
TALKS: Sequence[Sequence[str]] = (
    (
        "my gums bleed when i brush",
        *["no"] * 3,
        "none",
        "no",
        "no",
        "none",
        "since yesterday",
        "no",
    ),
    ("i feel feverish", "no", "37.0 C", "none", "no", "none", "no", "no", "since yesterday", "ok"),
    ("i have a dry cough", "no", "no", "no", "none", "no", "36.8 C", "since monday", "no", "ok"),
    ("pee looks foamy", "no", "no", "none", "normal", "no", "since yesterday", "no", "none", "ok"),
)
EMERGENCY = "i cant breathe and my chest hurts"
EMERGENCY_EVERY = 30  # one text in so many, each from another patient
ORDINARY_PATIENTS, EMERGENCY_PATIENTS = 500, 400
PATIENTS = ORDINARY_PATIENTS + EMERGENCY_PATIENTS
READS_FOR = 1.0  # seconds until a patient who got an answer may text again
GIVES_UP = 30.0  # seconds after which a text counts as unanswered
ACKS_AFTER = 5.0


@dataclass
class Sent:
    """One text of a patient: when it was posted, how long that took, when it was answered."""

    sid: str
    phone: str
    posted: float
    emergency: bool
    webhook: float | None = None  # seconds; None: refused
    answered: float | None = None


@dataclass
class _Patient:
    phone: str
    talk: Sequence[str]
    place: int = 0
    open: Sent | None = None
    free_at: float = 0.0


@dataclass
class Crowd:
    """Texts at ``rate`` a second for ``seconds``; ``sent`` is what came of each."""

    twilio: KindTwilio
    webhook: str
    signed: bool = True
    sent: list[Sent] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._patients = [
            _Patient(phone_of(n), TALKS[n % len(TALKS)]) for n in range(ORDINARY_PATIENTS)
        ]
        self._by_phone = {p.phone: p for p in self._patients}
        self._free = deque(self._patients)
        self._lock = threading.Lock()
        self._emergencies = iter(range(ORDINARY_PATIENTS, PATIENTS))
        self._in_danger: dict[str, Sent] = {}
        self._posting = ThreadPoolExecutor(24)
        self._client = httpx.Client(
            trust_env=False, timeout=40, limits=httpx.Limits(max_connections=64)
        )
        self.twilio.listen(self._got)

    def text(self, rate: float, seconds: float, *, emergencies: bool = True) -> list[Sent]:
        """Text at this rate; returns what was sent, once answered or given up."""
        first = len(self.sent)
        began = time.monotonic()
        for number in range(int(rate * seconds)):
            time.sleep(max(0.0, began + number / rate - time.monotonic()))
            if emergencies and number % EMERGENCY_EVERY == EMERGENCY_EVERY // 2:
                self._emergency()
            else:
                self._ordinary()
        return self._settled(first)

    def _settled(self, first: int) -> list[Sent]:
        deadline = time.monotonic() + GIVES_UP
        while time.monotonic() < deadline and any(s.answered is None for s in self.sent[first:]):
            time.sleep(0.2)
        time.sleep(0.5)
        with self._lock:  # whoever was given up is free again for what comes next
            for patient in self._patients:
                if patient.open is not None:
                    patient.open, patient.free_at = None, time.monotonic()
                    self._free.append(patient)
        return self.sent[first:]

    def _ordinary(self) -> None:
        with self._lock:
            now = time.monotonic()
            for _ in range(len(self._free)):
                patient = self._free.popleft()
                if patient.free_at <= now:
                    break
                self._free.append(patient)
            else:
                return  # everybody waits for an answer: the text is not sent, the rate not reached
            body = patient.talk[patient.place]
            patient.place = (patient.place + 1) % len(patient.talk)
            patient.open = self._note(patient.phone, False)
        self._posting.submit(self._post, patient.open, body)

    def _emergency(self) -> None:
        number = next(self._emergencies, None)
        if number is None:
            return
        with self._lock:
            sent = self._in_danger[phone_of(number)] = self._note(phone_of(number), True)
        self._posting.submit(self._post, sent, EMERGENCY)

    def _note(self, phone: str, emergency: bool) -> Sent:
        sent = Sent(Text(phone, "", to_us=True).sid, phone, time.time(), emergency)
        self.sent.append(sent)
        return sent

    def _post(self, sent: Sent, body: str) -> None:
        text = Text(sent.phone, body, to_us=True)
        text.sid = sent.sid
        form = inbound_form(text)
        headers = {"X-Twilio-Signature": sign(self.webhook, form)} if self.signed else {}
        sent.posted, began = time.time(), time.perf_counter()
        try:
            answer = self._client.post(self.webhook, data=form, headers=headers)
        except httpx.HTTPError:
            return
        if answer.is_success:
            sent.webhook = time.perf_counter() - began

    def _got(self, text: Text) -> None:
        """Take note of the first answer to what a phone texted; a nurse answers her page."""
        at = self.twilio.sent_at[text.sid]
        if text.phone in CLINICIANS:
            if found := re.search(r"reply ACK (\w{4})", text.body):
                code = found[1]
                self._later(ACKS_AFTER, text.phone, f"ACK {code}")
                self._later(2 * ACKS_AFTER, text.phone, f"DONE {code} spoke")
            return
        with self._lock:
            danger = self._in_danger.get(text.phone)
            if danger is not None and danger.answered is None:
                danger.answered = at
            patient = self._by_phone.get(text.phone)
            if patient is not None and patient.open is not None:
                patient.open.answered = at
                patient.open, patient.free_at = None, time.monotonic() + READS_FOR
                self._free.append(patient)

    def _later(self, seconds: float, phone: str, body: str) -> None:
        sent = Sent(Text(phone, "", to_us=True).sid, phone, time.time(), False)
        timer = threading.Timer(seconds, self._post, (sent, body))
        timer.daemon = True
        timer.start()
