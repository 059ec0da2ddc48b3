"""Who may open which route: the one table; what is not in it is refused."""

from __future__ import annotations

from fastapi import HTTPException, Request
from starlette.concurrency import run_in_threadpool

from afterdose.console import audit, forms, sessions
from afterdose.console.sessions import CARE_TEAM, SignedIn
from afterdose.records.database import reading, session

READERS = CARE_TEAM | {"reviewer"}
SUPERVISOR = frozenset({"supervisor"})
SIGNERS = frozenset({"physician", "administrator"})
ANYBODY = READERS | {"administrator"}

# Routes that check their callers by other means, or hold nothing: signatures at the
# carrier's webhooks, probes, the sign-in itself, and the simulator, which exists only
# with the simulated carrier and made-up patients.
OPEN = ("/twilio/", "/healthz", "/readyz", "/metrics", "/sign-in", "/simulator")

ROLES: dict[tuple[str, str], frozenset[str]] = {
    ("GET", "/"): ANYBODY,
    ("GET", "/worklist"): READERS,
    ("GET", "/cases/{case_id}"): READERS,
    ("GET", "/cases/{case_id}/live"): READERS,
    ("GET", "/cases/{case_id}/report"): READERS,
    ("GET", "/cases/{case_id}/report.pdf"): READERS,
    ("POST", "/escalations/{escalation_id}/acknowledge"): CARE_TEAM,
    ("POST", "/escalations/{escalation_id}/pass"): CARE_TEAM,
    ("POST", "/escalations/{escalation_id}/close"): CARE_TEAM,
    ("POST", "/cases/{case_id}/notes"): CARE_TEAM,
    ("POST", "/cases/{case_id}/texts"): CARE_TEAM,
    ("POST", "/cases/{case_id}/hand-back"): CARE_TEAM,
    ("GET", "/news"): ANYBODY,
    ("POST", "/sign-out"): ANYBODY,
    ("GET", "/patients"): READERS,
    ("POST", "/patients"): READERS,
    ("GET", "/patients/{patient_id}"): READERS,
    ("GET", "/patients/{patient_id}/edit"): CARE_TEAM,
    ("POST", "/patients/{patient_id}/edit"): CARE_TEAM,
    ("GET", "/rota"): ANYBODY,
    ("POST", "/rota/shifts"): SUPERVISOR,
    ("POST", "/rota/shifts/{shift_id}/remove"): SUPERVISOR,
    ("GET", "/team"): ANYBODY,
    ("POST", "/team/{clinician_id}/duty"): SUPERVISOR,
    ("POST", "/team/{clinician_id}/phone/ask"): SUPERVISOR,
    ("POST", "/team/{clinician_id}/phone/verify"): SUPERVISOR,
    ("GET", "/protocols"): ANYBODY,
    ("GET", "/protocols/changes"): ANYBODY,
    ("POST", "/protocols/changes"): ANYBODY,
    ("GET", "/protocols/{page}"): ANYBODY,
    ("POST", "/protocols/{page}/sign"): SIGNERS,
    ("POST", "/protocols/{page}/withdraw"): SIGNERS,
    ("GET", "/figures"): ANYBODY,
    ("GET", "/review"): READERS,
    ("POST", "/review"): READERS,
    ("GET", "/review/queue"): READERS,
    ("POST", "/review/decisions/{decision_id}"): READERS,
    ("GET", "/review/agreement"): READERS,
    ("GET", "/review/texts/{message_id}"): READERS,
    ("POST", "/review/texts/{message_id}"): READERS,
    ("GET", "/review/misread"): READERS,
    ("GET", "/review/misread.jsonl"): frozenset({"supervisor", "reviewer"}),
    ("POST", "/review/misread/{misread_id}/remove"): READERS,
    ("GET", "/exports"): SUPERVISOR | {"administrator"},
    ("GET", "/exports/log.{form}"): SUPERVISOR,
    ("GET", "/exports/audit.{form}"): frozenset({"administrator"}),
    ("GET", "/audit"): frozenset({"administrator"}),
    ("GET", "/account"): ANYBODY,
    ("POST", "/account/code/begin"): ANYBODY,
    ("POST", "/account/code/confirm"): ANYBODY,
    ("POST", "/account/code/remove"): ANYBODY,
}

# Posted by the carrier and signed by it; every other POST is a form of our own pages.
SIGNED = "/twilio/"
# Fetched by the page itself every few seconds, so no sign of a person at the desk.
REFRESHED = frozenset({"/news", "/worklist", "/cases/{case_id}/live"})


# What an account may do that still has to set up its codes.
WITHOUT_CODES = frozenset({"/account", "/account/code/begin", "/account/code/confirm", "/sign-out"})


class NeedsCodes(Exception):
    """The account has to set up codes before it may do anything else."""


class NotSignedIn(Exception):
    """Nobody is signed in, and the route needs somebody."""


def is_open(path: str) -> bool:
    """Tell whether a route needs no sign-in."""
    return any(path == name.rstrip("/") or path.startswith(f"{name.rstrip('/')}/") for name in OPEN)


def find_signed_in(token: str | None, active: bool) -> SignedIn | None:
    """Look a session up; ``active``: a person did something, so that it lives on."""
    if not token:
        return None
    with reading() as records:
        found = sessions.find(records, token)
    if found is not None and found.renew and active:
        with session() as records:
            sessions.renew(records, token)
    return found


async def gate(request: Request) -> None:
    """Let a request pass, or refuse it: the only place where roles are enforced.

    Raises NotSignedIn, NeedsCodes, ForgedForm, or HTTPException 403 (403 also for a route that
    nobody entered in the table).
    """
    path: str = request.scope["route"].path
    method = "GET" if request.method == "HEAD" else request.method
    if not is_open(path):
        token = request.cookies.get(sessions.cookie_name())
        request.state.signed_in = await run_in_threadpool(
            find_signed_in, token, path not in REFRESHED
        )
        if request.state.signed_in is None:
            raise NotSignedIn
        if request.state.signed_in.needs_code and path not in WITHOUT_CODES:
            raise NeedsCodes
        if request.state.signed_in.role not in ROLES.get((method, path), frozenset()):
            await run_in_threadpool(
                audit.record, request.state.signed_in, "refused", f"page:{path}"
            )
            raise HTTPException(403)
    if method not in ("GET", "OPTIONS") and not path.startswith(SIGNED):
        await forms.check(request)


def opens(role: str, path: str, method: str = "GET") -> bool:
    """Tell whether a role may open a route, so that no page offers what it would refuse."""
    return role in ROLES.get((method, path), frozenset())


def signed_in(request: Request) -> SignedIn:
    """Return who is signed in, on a route that the gate has let pass."""
    found = request.state.signed_in
    assert isinstance(found, SignedIn)
    return found
