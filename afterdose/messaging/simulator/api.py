"""The simulated carrier's REST API: the part of Twilio's that we use."""

from __future__ import annotations

import base64
import hmac
from datetime import datetime
from typing import Any

from sqlalchemy import select
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from afterdose.messaging.account import account
from afterdose.messaging.simulator import book, deliveries
from afterdose.records import database
from afterdose.records.models import SimulatedMessage

BASE = "/2010-04-01/Accounts/{account}"
LONGEST = 1600


def refusal(status: int, code: int, message: str) -> JSONResponse:
    """Answer with an error in Twilio's form."""
    return JSONResponse({"status": status, "code": code, "message": message}, status)


def _is_ours(request: Request) -> bool:
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    us = account()
    expected = base64.b64encode(f"{us.sid}:{us.tokens[0]}".encode()).decode()
    known = scheme.lower() == "basic" and hmac.compare_digest(encoded.encode(), expected.encode())
    return known and request.path_params["account"] == us.sid


async def messages(request: Request) -> JSONResponse:
    """Take a text (POST) or list texts (GET)."""
    if not _is_ours(request):
        return refusal(401, 20003, "Authenticate")
    if request.method == "GET":
        return await run_in_threadpool(_list, dict(request.query_params))
    form = await request.form()
    return await run_in_threadpool(_create, {name: str(value) for name, value in form.items()})


async def message(request: Request) -> JSONResponse:
    """Look one text or call up."""
    if not _is_ours(request):
        return refusal(401, 20003, "Authenticate")
    return await run_in_threadpool(_fetch, request.path_params["sid"])


def _create(form: dict[str, str]) -> JSONResponse:
    to, body = form.get("To", ""), form.get("Body", "")
    if not to.startswith("+") or not to[1:].isdigit():
        return refusal(400, 21211, "Invalid 'To' phone number")
    if not body:
        return refusal(400, 21602, "Message body is required")
    if len(body) > LONGEST:
        return refusal(400, 21617, "The concatenated message body exceeds 1600 characters")
    with database.session() as session:
        if book.has_stopped(session, to):
            return refusal(400, 21610, "Attempt to send to unsubscribed recipient")
        row = book.enter(
            session,
            direction="outbound",
            phone=to,
            body=body,
            status="queued",
            callback_url=form.get("StatusCallback"),
        )
    deliveries.taken.ring()
    return JSONResponse(book.rest_form(row), 201)


async def calls(request: Request) -> JSONResponse:
    """Take a call (POST) or list calls (GET)."""
    if not _is_ours(request):
        return refusal(401, 20003, "Authenticate")
    if request.method == "POST":
        form = {name: str(value) for name, value in (await request.form()).items()}
        return await run_in_threadpool(_create_call, form)
    return await run_in_threadpool(_list, dict(request.query_params), True)


def _create_call(form: dict[str, str]) -> JSONResponse:
    to = form.get("To", "")
    if not to.startswith("+") or not to[1:].isdigit():
        return refusal(400, 21211, "Invalid 'To' phone number")
    if not form.get("Url"):
        return refusal(400, 21205, "Url is required")
    with database.session() as session:
        row = book.enter(
            session,
            direction=book.CALL,
            phone=to,
            body="",
            status="queued",
            callback_url=form.get("StatusCallback"),
            answer_url=form["Url"],
        )
    deliveries.taken.ring()
    return JSONResponse(book.rest_form(row), 201)


def _list(query: dict[str, str], calls: bool = False) -> JSONResponse:
    since = query.get("DateSent>")
    try:
        earliest = datetime.fromisoformat(since) if since else None
        most = min(int(query.get("PageSize", "50")), 1000)
    except ValueError:
        return refusal(400, 20001, "Invalid parameter")
    with database.reading() as session:
        rows = book.listed(
            session,
            to=query.get("To"),
            sender=query.get("From"),
            since=earliest,
            most=most,
            calls=calls,
        )
    found: dict[str, Any] = {
        "calls" if calls else "messages": [book.rest_form(row) for row in rows],
        "page": 0,
        "page_size": most,
        "next_page_uri": None,
    }
    return JSONResponse(found)


def _fetch(sid: str) -> JSONResponse:
    with database.reading() as session:
        row = session.scalar(select(SimulatedMessage).where(SimulatedMessage.sid == sid))
    if row is None:
        return refusal(404, 20404, "The requested resource was not found")
    return JSONResponse(book.rest_form(row))


api = Starlette(
    routes=[
        Route(f"{BASE}/Messages.json", messages, methods=["GET", "POST"]),
        Route(f"{BASE}/Messages/{{sid}}.json", message),
        Route(f"{BASE}/Calls.json", calls, methods=["GET", "POST"]),
        Route(f"{BASE}/Calls/{{sid}}.json", message),
    ]
)
"""To be mounted at /simulator/api, only with the simulated carrier."""
