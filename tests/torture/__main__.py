"""`make torture`: kill everything at random moments and prove that nothing came of it."""

from __future__ import annotations

import json
import signal
import sys
import time

from tests.torture.bringing import Bringer
from tests.torture.calm import come_to_rest
from tests.torture.checker.check import check
from tests.torture.checker.evidence import read
from tests.torture.checker.report import tell
from tests.torture.hostile import HostileTwilio
from tests.torture.journal import Journal
from tests.torture.options import Options, from_command_line
from tests.torture.people import Clinicians, Patients
from tests.torture.plan import Killer, kills
from tests.torture.scripts import scripts
from tests.torture.slowness import Probe
from tests.torture.system import System

REST_WITHIN = 1800.0


def main() -> int:
    options = from_command_line()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    options.folder.mkdir(parents=True, exist_ok=True)
    print(f"seed {options.seed}; again: {options.replay()}\nlogs: {options.folder}", flush=True)
    journal = Journal(options.folder / "journal.jsonl")
    journal.write("run", **options.told())
    with HostileTwilio(journal, options.seed) as twilio:
        system = System(options, journal, twilio.url)
        (options.folder / "keys").write_text(system.keys)
        try:
            rested = _torture(options, system, twilio, journal)
            journal.write("end", rested=rested)
            for part in system.parts.values():
                if part.name != "postgresql":
                    part.stop()
            records = system.database_url("postgresql", "afterdose")
            evidence = read(options.folder / "journal.jsonl", records, system.keys)
        finally:
            system.stop()
            journal.close()
            if system.postgresql is not None:
                system.postgresql.remove()
    (options.folder / "evidence.json").write_text(json.dumps(vars(evidence), default=str))
    findings, figures = check(evidence)
    print(tell(findings, figures | {"seed": options.seed, "database": options.database}))
    (options.folder / "findings.txt").write_text(tell(findings, figures))
    return 1 if findings or not rested else 0


def _torture(options: Options, system: System, twilio: HostileTwilio, journal: Journal) -> bool:
    system.start()
    journal.write("ready")
    bringer = Bringer(twilio, f"{system.base}/twilio/sms")
    plan = scripts(options.seed, options.patients, options.texts)
    patients, clinicians = Patients(twilio, bringer, plan), Clinicians(twilio, bringer)
    killer = Killer(kills(options), system.parts, lambda: patients.texted)
    probe = Probe(journal)
    for one in (probe, clinicians, patients, killer):
        one.start()
    began = told = time.monotonic()
    while patients.playing():
        time.sleep(0.2)
        if time.monotonic() - told > 15:
            told = time.monotonic()
            print(
                f"{told - began:5.0f} s: {patients.texted} texts, {killer.killed} kills", flush=True
            )
    killer.finish()
    print(f"{time.monotonic() - began:5.0f} s: coming to rest", flush=True)
    twilio.be_kind()
    clinicians.stop()
    url = system.database_url("postgresql", "afterdose")
    rested = come_to_rest(url, twilio, clinicians, REST_WITHIN)
    probe.stop()
    bringer.closing.set()
    bringer.wait(20)
    print(
        f"{time.monotonic() - began:5.0f} s: {'at rest' if rested else 'NOT at rest'}", flush=True
    )
    return rested


if __name__ == "__main__":
    sys.exit(main())
