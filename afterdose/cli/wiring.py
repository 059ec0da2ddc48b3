"""Putting the rooms together for a process: who handles what messaging brings."""

from __future__ import annotations

import logging
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

import structlog

from afterdose.cli.log_lines import LogLines
from afterdose.settings import ROOT, SettingsError

if TYPE_CHECKING:
    from afterdose.messaging.handlers import Handlers

DATA = ROOT / "data"
TRY_AGAIN_AFTER = 1.0


def log_to_stdout() -> None:
    """Log one JSON object a line: a sentence and ids, never a text, a name or a phone."""
    lines = LogLines(sys.stdout)
    logging.basicConfig(stream=lines, level=logging.WARNING, format="%(message)s")
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(lines),  # type: ignore[arg-type]
        cache_logger_on_first_use=True,
    )


def handlers() -> Handlers:
    """Return dialogue's and escalation's functions; importing them registers their timers."""
    import afterdose.dialogue.timers
    import afterdose.escalation  # noqa: F401
    from afterdose.dialogue import purging, unwatched
    from afterdose.dialogue.worker_steps import screen_message, take_turn
    from afterdose.escalation.commands import handle_clinician_text
    from afterdose.escalation.sweep import wake_forgotten
    from afterdose.messaging.handlers import Handlers

    return Handlers(
        screen=screen_message,
        turn=take_turn,
        clinician=handle_clinician_text,
        housekeeping=(
            wake_forgotten,
            unwatched.watch_forgotten,
            purging.purge_over,
            purging.purge_old,
        ),
    )


def check_files() -> None:
    """Read what clinicians may change: a wrong file ends the start, not a patient's turn.

    Raises SettingsError with one line that names file and field.
    """
    from afterdose.dialogue.waits import WaitsError, waits
    from afterdose.escalation.deadlines import DeadlineError, load_deadlines
    from afterdose.triage.errors import ProtocolError
    from afterdose.triage.load import load_protocols

    try:
        load_protocols(DATA / "protocols")
        load_deadlines(DATA / "escalation.yml")
        waits(DATA / "waits.yml")
    except (ProtocolError, DeadlineError, WaitsError, OSError) as error:
        raise SettingsError(" ".join(str(error).split())) from None


def warm_up() -> None:
    """Load protocols and language data and compile all rules now.

    The first patient must not wait seconds for them, nor everybody else for the write lock that
    this patient's transaction holds meanwhile.
    """
    from afterdose.dialogue.protocol_set import protocols
    from afterdose.language.second_reading import second_reading_missing
    from afterdose.triage.decide import decide
    from afterdose.triage.guidance import guidance

    known = protocols()
    warm_up_language()
    if missing := second_reading_missing():
        # The screen goes on with the words alone, which hear most emergencies.
        structlog.get_logger(__name__).warning("there is no second reading", why=missing)
    with suppress(Exception):  # whatever it is, a patient's turn finds it and does without
        found = decide(known, sorted(known.areas), {}, {"days_since_infusion": 30})
        for language in ("en", "es"):
            guidance(known, found, language, {})


def warm_up_language() -> None:
    """Load both lexicons: three seconds that the first answer would wait for."""
    from afterdose.language.screen import screen

    for language in ("en", "es"):
        # Misspelt: the index of spellings is large.
        screen("helo i hav a hedake", language, second=False)


def wait_for_tables(stopping: threading.Event) -> bool:
    """Wait until the database answers and has tables that this program can work on.

    A process that finds no database waits, it does not die. Returns False when told to stop.
    """
    from afterdose.messaging import faults
    from afterdose.records import database, migrate

    log = structlog.get_logger(__name__)
    told = False
    while not stopping.is_set():
        problem: dict[str, str] = {}
        try:
            with database.engine().connect() as connection:
                if migrate.serves(migrate.current(connection)):
                    return True
        except Exception as error:
            problem = faults.named(error)
        if not told:
            log.warning("waiting for the database and its tables", **problem)
        told = True
        stopping.wait(TRY_AGAIN_AFTER)
    return False
