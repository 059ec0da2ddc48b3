"""Signing in and out."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from afterdose.console import access, forms, pages, sessions, sign_in
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
    return pages.page(request, "sign_in.html", next=local_path(next), refused=False, username="")


@router.post("/sign-in")
def enter(
    request: Request,
    username: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",
) -> Response:
    """Sign in, or show the form again without saying what was wrong."""
    name = sessions.cookie_name()
    token = sign_in.sign_in(username, password, earlier=request.cookies.get(name))
    if token is None:
        return pages.page(
            request,
            "sign_in.html",
            401,
            next=local_path(next),
            refused=True,
            username=username[:LONGEST_NAME],
        )
    answer = RedirectResponse(local_path(next), 303)
    forms.set_cookie(answer, name, token)
    return answer


@router.post("/sign-out")
def leave(request: Request) -> Response:
    """End the session in the table and in the browser."""
    me = access.signed_in(request)
    sign_in.sign_out(me.token, me.actor)
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(
        sessions.cookie_name(),
        path="/",
        httponly=True,
        samesite="lax",
        secure=sessions.secure(),
    )
    return answer
