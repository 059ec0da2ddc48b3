"""What people see when something is refused or breaks: a calm page, never our insides."""

from __future__ import annotations

from urllib.parse import quote

import structlog
from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from afterdose.console import access, headers, pages
from afterdose.console.forms import ForgedForm
from afterdose.console.notes import NoteRefused
from afterdose.console.sign_in import Busy

log = structlog.get_logger()

NAMED = {400, 403, 404, 405, 409, 429, 500, 503}
PROBES = ("/twilio", "/healthz", "/readyz", "/metrics")


def add_handlers(app: FastAPI) -> None:
    """Register what answers when a route does not."""
    app.add_exception_handler(access.NotSignedIn, to_sign_in)
    app.add_exception_handler(access.NeedsCodes, to_account)
    app.add_exception_handler(ForgedForm, forged)
    app.add_exception_handler(NoteRefused, nonsense)
    app.add_exception_handler(Busy, busy)
    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(Exception, broken)


async def to_sign_in(request: Request, error: Exception) -> Response:
    """Send a browser to the sign-in and back afterwards to where it wanted to go."""
    if "hx-request" in request.headers:
        return Response(status_code=401, headers={"HX-Redirect": "/sign-in"})
    if request.method not in ("GET", "HEAD"):
        return RedirectResponse("/sign-in", 303)
    return RedirectResponse(f"/sign-in?next={quote(request.url.path, safe='/')}", 303)


async def to_account(request: Request, error: Exception) -> Response:
    """Send an account without codes to where it sets them up."""
    if "hx-request" in request.headers:
        return Response(status_code=403, headers={"HX-Redirect": "/account"})
    return RedirectResponse("/account", 303)


async def forged(request: Request, error: Exception) -> Response:
    """Refuse a form that was not made for this browser."""
    log.warning("a form without its token was refused", path=request.scope["route"].path)
    return sorry(request, 403, "stale")


async def nonsense(request: Request, error: Exception) -> Response:
    """Refuse what a form of ours would not have sent."""
    return sorry(request, 400, "400")


async def busy(request: Request, error: Exception) -> Response:
    """Ask to try again in a moment."""
    return sorry(request, 503, "503")


async def refused(request: Request, error: Exception) -> Response:
    """Answer any other refusal."""
    assert isinstance(error, HTTPException)
    if request.url.path.startswith(PROBES):
        return PlainTextResponse(str(error.detail), error.status_code, error.headers)
    code = error.status_code if error.status_code in NAMED else 400
    answer = sorry(request, error.status_code, str(code))
    answer.headers.update(error.headers or {})
    return answer


async def broken(request: Request, error: Exception) -> Response:
    """Answer a fault of ours; what it was stands in the log only."""
    route = request.scope.get("route")
    log.error("a request failed", path=getattr(route, "path", None), error=type(error).__name__)
    if request.url.path.startswith(PROBES):
        answer: Response = PlainTextResponse("error", 503)
    else:
        answer = sorry(request, 500, "500")
    # This handler sits outside the middleware that sets the headers.
    headers.apply(answer.headers, request.url.path)
    return answer


def sorry(request: Request, status: int, key: str) -> Response:
    """Answer with the page of one fault."""
    return pages.page(
        request, "fault.html", status, title_key=f"fault.{key}", text_key=f"fault.{key}.text"
    )
