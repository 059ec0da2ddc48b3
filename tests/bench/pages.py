"""The console with 2,000 patients, 20,000 cases and 400,000 texts: how long each page takes."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import httpx
from sqlalchemy import select

from afterdose import clock
from afterdose.console import access, accounts, second_factor, sessions
from afterdose.records import database, word_index
from afterdose.records.models import Case, Escalation, InboundMessage, Patient, User
from afterdose.records.models_console import SecondFactor
from tests.bench import filled
from tests.bench.installation import installation
from tests.console.clinic import CSRF

PATIENTS, CASES, TEXTS = 2_000, 20_000, 400_000
TIMES = 15
NOT_PAGES = {"/news", "/exports/log.{form}", "/exports/audit.{form}", "/review/misread.jsonl"}
SEARCHES = {
    "/review, a common word": ("/review", {"q": "pain"}),
    "/review, two words": ("/review", {"q": "gums bleed"}),
    "/review, a rare word": ("/review", {"q": "aunt"}),
    "/review, a word of nobody": ("/review", {"q": "xylophone"}),
    "/review, unclear in an area": ("/review", {"area": "skin", "trouble": "unclear"}),
    "/review, uncertain": ("/review", {"trouble": "uncertain"}),
    "/patients, a name": ("/patients", {"q": "an"}),
}


def measure(kind: str) -> dict[str, Any]:
    """Open every page of the table of routes again and again, signed in with a role it needs."""
    with installation(kind, patients=PATIENTS) as one:
        with filled.within(one.system.environment):
            filled.add_cases(CASES, TEXTS, filled.written())
            word_index.index_missing()
            cookies, ids = _sign_in(), _ids()
        figures: dict[str, Any] = {}
        for (method, path), roles in access.ROLES.items():
            if method != "GET" or path in NOT_PAGES:
                continue
            where = _filled_in(path, ids)
            if where is None:
                figures[path] = "not measured: no record of that kind"
                continue
            # An administrator is sent on from the worklist.
            role = "nurse" if "nurse" in roles else sorted(roles)[0]
            cookie = {cookies[0]: cookies[1][role]}
            with httpx.Client(base_url=one.system.base, cookies=cookie, trust_env=False) as browser:
                figures[path] = _opened(partial(browser.get, where, timeout=60))
                if path == "/figures":
                    year = partial(browser.get, "/figures?weeks=52", timeout=60)
                    figures["/figures, 52 weeks"] = _opened(year)
        cookie = {cookies[0]: cookies[1]["reviewer"]}
        with httpx.Client(base_url=one.system.base, cookies=cookie, trust_env=False) as browser:
            for name, (where, asked) in SEARCHES.items():
                page = browser.get(where, timeout=60)
                token = CSRF.search(page.text)
                if token is None:
                    figures[name] = f"not measured: {page.status_code} {page.text[:200]}"
                    continue
                form = {"csrf": token[1]} | asked
                figures[name] = _opened(partial(browser.post, where, data=form, timeout=60))
        return figures


def _opened(page: Callable[[], httpx.Response]) -> Any:
    taken = []
    for _ in range(TIMES + 1):
        began = time.perf_counter()
        answer = page()
        taken.append(time.perf_counter() - began)
        if answer.status_code != 200:
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
            second_factor.begin(records, user)
            records.flush()
            records.get_one(SecondFactor, user.id).confirmed_at = clock.now()
            tokens[role] = sessions.start(records, user)
    return sessions.cookie_name(), tokens


def _ids() -> dict[str, str]:
    with database.reading() as records:
        case = records.scalars(select(Case.id).order_by(Case.number.desc())).first()
        patient = records.scalars(select(Case.patient_id).where(Case.id == case)).one()
        escalation = records.scalars(select(Escalation.id)).first()
        known = records.scalars(select(Patient.id)).first()
        message = records.scalars(select(InboundMessage.id).filter_by(case_id=case)).first()
    return {
        "case_id": str(case),
        "patient_id": str(patient or known),
        "escalation_id": str(escalation),
        "message_id": str(message),
        "page": "bleeding",
    }


def _filled_in(path: str, ids: dict[str, str]) -> str | None:
    names = re.findall(r"{(\w+)}", path)
    return None if set(names) - set(ids) else path.format(**ids)
