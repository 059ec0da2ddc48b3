"""The people of a run: patients who text their script, clinicians who answer their pages."""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

from tests.torture.bringing import Bringer
from tests.torture.faults import chance
from tests.torture.hostile import HostileTwilio
from tests.torture.scripts import Line

PATIENCE = 12.0  # seconds that a patient waits for an answer before texting on
CLINICIANS = tuple(f"+1555019{n:04d}" for n in range(6))
ROLES = ("nurse", "nurse", "physician", "physician", "supervisor", "supervisor")
OUTCOMES = ("spoke", "sent-to-ed", "seen", "unreachable")
DAYS = (1, 11, 75, 200, 430)  # every bucket of the treatment clock
UNREACHABLE = {7: ("undelivered", 30005), 18: ("failed", 30008)}  # patient: the carrier's last word


def phone_of(number: int) -> str:
    return f"+1555011{number:04d}"


def write_clinic(folder: Path, patients: int) -> None:
    """Write the import files: patients of all treatment days, six steps of the ladder."""
    today = datetime.now(timezone.utc).date()
    columns = (
        "external_id,phone,given_name,family_name,birth_date,sex,language,time_zone,"
        "last_infusion_date,course,consented_on,emergency_contact_phone,baseline_notes"
    )
    rows = [
        f"P{n:04d},{phone_of(n)},Given{n},Family{n},1985-04-01,f,{'es' if n % 10 == 9 else 'en'},"
        f"UTC,{today - timedelta(days=DAYS[n % len(DAYS)])},2,2024-01-01,,"
        for n in range(patients)
    ]
    (folder / "patients.csv").write_text("\n".join([columns, *rows]) + "\n")
    team = [f"Clin {n},{ROLES[n]},{phone}," for n, phone in enumerate(CLINICIANS)]
    (folder / "team.csv").write_text("\n".join(["name,role,phone,email", *team]) + "\n")
    start, end = f"{today - timedelta(days=1)}T00:00:00Z", f"{today.year + 1}-12-31T00:00:00Z"
    shifts = [f"{start},{end},{phone},{n + 1}" for n, phone in enumerate(CLINICIANS)]
    (folder / "rota.csv").write_text("\n".join(["starts_at,ends_at,phone,step", *shifts]) + "\n")


class Patients:
    """All patients, side by side, each texting line after line."""

    def __init__(self, twilio: HostileTwilio, bringer: Bringer, plan: list[list[Line]]) -> None:
        self._twilio, self._bringer = twilio, bringer
        self.texted = 0
        self._lock = threading.Lock()
        self._threads = [
            threading.Thread(target=self._play, args=(phone_of(n), lines), daemon=True)
            for n, lines in enumerate(plan)
        ]
        for number, last in UNREACHABLE.items():
            if number < len(plan):
                twilio.final[phone_of(number)] = last

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def playing(self) -> bool:
        return any(thread.is_alive() for thread in self._threads)

    def _play(self, phone: str, lines: list[Line]) -> None:
        for number, line in enumerate(lines):
            time.sleep(line.pause)
            before = self._twilio.count_to(phone)
            text = self._twilio.enter(
                phone, line.body, line.media_count, emergency=line.emergency, patient=True
            )
            self._bringer.bring(text, number)
            with self._lock:
                self.texted += 1
            if line.waits:
                _until(lambda: self._twilio.count_to(phone) > before, PATIENCE)  # noqa: B023


class Clinicians:
    """Answer pages: most acknowledge and close, some pass on, some never look."""

    def __init__(self, twilio: HostileTwilio, bringer: Bringer) -> None:
        self._twilio, self._bringer = twilio, bringer
        self._seen: Counter[str] = Counter()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(5)

    def text(self, phone: str, body: str) -> None:
        entered = self._twilio.enter(phone, body, 0, patient=False)
        self._bringer.bring_plainly(entered)

    def _watch(self) -> None:
        while not self._stopping.wait(0.1):
            for phone in CLINICIANS:
                pages = list(self._twilio.to_phone[phone])
                for place in range(self._seen[phone], len(pages)):
                    self._read(phone, place, pages[place].body)
                self._seen[phone] = len(pages)

    def _read(self, phone: str, place: int, body: str) -> None:
        found = re.search(r"reply ACK (\w{4})", body)
        if found is None:
            return
        code, dice = found[1], chance(self._twilio.seed, "page", phone, place)
        what = dice.random()
        if what < 0.2:
            return
        if what < 0.3:
            self._later(dice.uniform(0.5, 3), phone, f"PASS {code}")
            return
        wait = dice.uniform(0.3, 4)
        self._later(wait, phone, f"ACK {code}")
        if what < 0.4:
            self._later(wait + 0.05, phone, f"ack {code}")  # twice, as people do
        if what < 0.9:
            outcome = dice.choice(OUTCOMES)
            self._later(wait + dice.uniform(2, 15), phone, f"DONE {code} {outcome}")

    def _later(self, seconds: float, phone: str, body: str) -> None:
        timer = threading.Timer(seconds, self._unless_over, (phone, body))
        timer.daemon = True
        timer.start()

    def _unless_over(self, phone: str, body: str) -> None:
        if not self._stopping.is_set():
            self.text(phone, body)


def _until(true: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:
        time.sleep(0.05)
