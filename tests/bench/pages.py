"""The console with 2,000 patients, 20,000 cases and 400,000 texts: how long each page takes."""

from __future__ import annotations

import re
import statistics
import time
from typing import Any

import httpx
from sqlalchemy import select

from afterdose.console import access, accounts, sessions
from afterdose.records import database
from afterdose.records.models import Case, Escalation, Patient, User
from tests.bench import filled
from tests.bench.installation import installation

PATIENTS, CASES, TEXTS = 2_000, 20_000, 400_000
TIMES = 15
STREAMS = {"/news"}


def measure(kind: str) -> dict[str, Any]:
    """Open every page of the table of routes again and again, signed in with a role it needs."""
    with installation(kind, patients=PATIENTS) as one:
        with filled.within(one.system.environment):
            filled.add_cases(CASES, TEXTS)
            cookies, ids = _sign_in(), _ids()
        figures: dict[str, Any] = {}
        for (method, path), roles in access.ROLES.items():
            if method != "GET" or path in STREAMS:
                continue
            where = _filled_in(path, ids)
            if where is None:
                figures[path] = "not measured: no record of that kind"
                continue
            role = sorted(roles)[0]
            with httpx.Client(
                base_url=one.system.base, cookies={cookies[0]: cookies[1][role]}, trust_env=False
            ) as browser:
                figures[path] = _opened(browser, where)
        return figures


def _opened(browser: httpx.Client, where: str) -> Any:
    taken = []
    for _ in range(TIMES + 1):
        began = time.perf_counter()
        answer = browser.get(where, timeout=60)
        taken.append(time.perf_counter() - began)
        if answer.status_code not in (200, 303, 307):
            return f"answered {answer.status_code}"
    kept = sorted(taken[1:])  # the first one compiles the template
    return {
        "median ms": round(statistics.median(kept) * 1000, 1),
        "longest ms": round(kept[-1] * 1000, 1),
        "kB": round(len(answer.content) / 1024, 1),
    }


def _sign_in() -> tuple[str, dict[str, str]]:
    tokens: dict[str, str] = {}
    for role in accounts.ROLES:
        accounts.add(f"bench-{role}", role, None, "a password for the bench")
        with database.session() as records:
            user = records.scalars(select(User).where(User.username == f"bench-{role}")).one()
            tokens[role] = sessions.start(records, user)
    return sessions.cookie_name(), tokens


def _ids() -> dict[str, str]:
    with database.reading() as records:
        case = records.scalars(select(Case.id).order_by(Case.number.desc())).first()
        patient = records.scalars(select(Case.patient_id).where(Case.id == case)).one()
        escalation = records.scalars(select(Escalation.id)).first()
        known = records.scalars(select(Patient.id)).first()
    return {
        "case_id": str(case),
        "patient_id": str(patient or known),
        "escalation_id": str(escalation),
        "area": "bleeding",
        "language": "en",
    }


def _filled_in(path: str, ids: dict[str, str]) -> str | None:
    names = re.findall(r"{(\w+)}", path)
    return None if set(names) - set(ids) else path.format(**ids)
