"""Signing in and out: name and password, then a code where the account has an app."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote, urlsplit

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from afterdose.console import access, forms, oidc, pages, sessions, sign_in, steps
from afterdose.console.accounts import LONGEST_NAME

router = APIRouter()


def local_path(wanted: str) -> str:
    """Return the path to go to after sign-in, or / for anything but a path of ours.

    Browsers read a backslash as a slash and drop tabs and newlines, so that
    ``/\\evil.example`` and ``/\\t/evil.example`` lead off the site.
    """
    parts = urlsplit(wanted)
    plain = wanted.isprintable() and "\\" not in wanted and not wanted.startswith("//")
    if wanted.startswith("/") and plain and not parts.scheme and not parts.netloc:
        return wanted
    return "/"


@router.get("/sign-in")
def show(request: Request, next: str = "/") -> Response:
    """Show the sign-in form."""
    return sign_in_page(request, local_path(next))


def sign_in_page(
    request: Request, next: str, status: int = 200, refused: str = "", username: str = ""
) -> Response:
    """Show the sign-in form; ``refused`` is the key of what to say above it."""
    provider = oidc.provider_name() if oidc.is_configured() else ""
    return pages.page(
        request,
        "sign_in.html",
        status,
        next=next,
        refused=refused,
        username=username[:LONGEST_NAME],
        provider=provider,
    )


@router.post("/sign-in")
def enter(
    request: Request,
    username: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",
) -> Response:
    """Sign in, go on to the code, or show the form again without saying what was wrong."""
    earlier = request.cookies.get(sessions.cookie_name())
    result = sign_in.sign_in(username, password, earlier=earlier)
    if result is None:
        return sign_in_page(request, local_path(next), 401, "sign_in.refused", username)
    if isinstance(result, sign_in.Halfway):
        answer = RedirectResponse(f"/sign-in/code?next={quote(local_path(next))}", 303)
        forms.set_cookie(answer, steps.cookie_name(), result.token)
        return answer
    return entered(result, local_path(next))


@router.get("/sign-in/code")
def ask_code(request: Request, next: str = "/") -> Response:
    """Ask for the code of the app."""
    return pages.page(request, "sign_in_code.html", next=local_path(next), refused=False)


@router.post("/sign-in/code")
def enter_code(
    request: Request,
    code: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",
) -> Response:
    """Finish a sign-in with the code of the app."""
    result = sign_in.enter_code(request.cookies.get(steps.cookie_name()), code)
    if result is None:
        return sign_in_page(request, local_path(next), 401, "sign_in.refused")
    if isinstance(result, sign_in.Halfway):
        return pages.page(request, "sign_in_code.html", 401, next=local_path(next), refused=True)
    return entered(result, local_path(next))


def entered(opened: sign_in.Opened, next: str) -> Response:
    """Go on, signed in."""
    answer = RedirectResponse(next, 303)
    forms.set_cookie(answer, sessions.cookie_name(), opened.token)
    forms.drop_cookie(answer, steps.cookie_name())
    return answer


@router.post("/sign-out")
def leave(request: Request) -> Response:
    """End the session in the table and in the browser."""
    me = access.signed_in(request)
    sign_in.sign_out(me.token, me.actor)
    answer = RedirectResponse("/sign-in", 303)
    forms.drop_cookie(answer, sessions.cookie_name())
    return answer
