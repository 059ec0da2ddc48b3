"""Forged forms: every POST of a page carries a token that only our own page can know."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from fastapi import Request
from starlette.responses import Response

from afterdose.console import sessions

FIELD = "csrf"


class ForgedForm(Exception):
    """A form without the right token: sent by another site, or from a page gone stale."""


def guest_cookie() -> str:
    """Name the cookie that stands in for a session where nobody is signed in."""
    return "__Host-afterdose-guest" if sessions.secure() else "afterdose_guest"


def token_for(secret: str) -> str:
    """Derive a form token from the cookie's secret, so that the page never shows that."""
    return hashlib.sha256(b"form:" + secret.encode()).hexdigest()


def secret_of(request: Request) -> str:
    """Return the browser's secret: its session's token, or a guest's, made if needed."""
    signed_in = getattr(request.state, "signed_in", None)
    if signed_in is not None:
        return str(signed_in.token)
    held = request.cookies.get(guest_cookie()) or getattr(request.state, "guest", None)
    request.state.guest = held or secrets.token_urlsafe(32)
    return str(request.state.guest)


def remember_guest(request: Request, response: Response) -> None:
    """Give a new guest their cookie."""
    guest = getattr(request.state, "guest", None)
    if guest and request.cookies.get(guest_cookie()) != guest:
        set_cookie(response, guest_cookie(), guest)


def set_cookie(response: Response, name: str, value: str) -> None:
    """Set a cookie that scripts cannot read and other sites' forms do not carry."""
    response.set_cookie(
        name, value, httponly=True, samesite="lax", secure=sessions.secure(), path="/"
    )


def drop_cookie(response: Response, name: str) -> None:
    """Take a cookie away."""
    response.delete_cookie(name, path="/", httponly=True, samesite="lax", secure=sessions.secure())


async def check(request: Request) -> None:
    """Refuse a form that was not made for this browser.

    Raises ForgedForm.
    """
    form = await request.form()
    given = form.get(FIELD)
    if not isinstance(given, str) or not hmac.compare_digest(
        given.encode(), token_for(secret_of(request)).encode()
    ):
        raise ForgedForm
