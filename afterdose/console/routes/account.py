"""One's own account: setting up the app that gives codes, and taking it away."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from afterdose.console import access, audit, pages, second_factor
from afterdose.records.database import reading, session
from afterdose.records.models import User

router = APIRouter()


@router.get("/account")
def show(request: Request) -> Response:
    """Show the account and how far its codes are."""
    return account_page(request)


def account_page(request: Request, status: int = 200, refused: str = "") -> Response:
    """Show the account; ``refused`` is the key of what to say."""
    me = access.signed_in(request)
    with reading() as records:
        user = records.get_one(User, me.user_id)
        secret = second_factor.unconfirmed(records, me.user_id)
        has_one = second_factor.has_one(records, me.user_id)
    # Drawn by segno from a random secret and the user's own name; nothing a stranger wrote.
    picture = Markup(second_factor.picture(secret, user.username)) if secret else ""  # noqa: S704
    return pages.page(
        request,
        "account.html",
        status,
        secret=secret,
        picture=picture,
        has_one=has_one,
        by_provider=not user.password_hash,
        required=second_factor.is_required(),
        refused=refused,
    )


@router.post("/account/code/begin")
def begin(request: Request) -> Response:
    """Make a secret and show it."""
    me = access.signed_in(request)
    with session() as records:
        user = records.get_one(User, me.user_id)
        if not user.password_hash:
            raise HTTPException(400)
        second_factor.begin(records, user)
    return RedirectResponse("/account", 303)


@router.post("/account/code/confirm")
def confirm(request: Request, code: Annotated[str, Form()] = "") -> Response:
    """Take the first code of the app; from now on every sign-in asks for one."""
    me = access.signed_in(request)
    with session() as records:
        waits = second_factor.unconfirmed(records, me.user_id) is not None
        right = waits and second_factor.take_code(records, me.user_id, code)
    if not right:
        return account_page(request, 401, "account.code.wrong")
    audit.record(me, "second_factor.added", me.actor)
    return RedirectResponse("/account", 303)


@router.post("/account/code/remove")
def remove(request: Request, code: Annotated[str, Form()] = "") -> Response:
    """Take the app away again, against a code."""
    me = access.signed_in(request)
    with session() as records:
        result = second_factor.remove(records, me.user_id, code)
    if result != "removed":
        return account_page(request, 401, "account.code.wrong")
    audit.record(me, "second_factor.removed", me.actor)
    return RedirectResponse("/account", 303)
