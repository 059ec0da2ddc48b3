"""The protocols: their pages, who signed them, and what differs between two sets."""

from __future__ import annotations

import re
from typing import Annotated

import msgspec
from fastapi import APIRouter, Form, HTTPException, Request
from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from afterdose.console import access, approved, audit, pages, releases, sign_offs
from afterdose.console import protocol_changes as compared
from afterdose.console.case_file import names_of
from afterdose.console.protocol_book import body_of, in_force, sheet_of
from afterdose.console.sign_in import Busy
from afterdose.pages.changes import Change
from afterdose.records.database import reading, session
from afterdose.triage.errors import ProtocolError

router = APIRouter()

UNREADABLE = (ProtocolError, msgspec.ValidationError)


@router.get("/protocols")
def index(request: Request) -> Response:
    """Show all pages of the set in force with their signatures, and the sets before it."""
    releases.remember()
    now = in_force()
    language = pages.language_of(request)
    with reading() as records:
        given = sign_offs.approvals(records, [])
        kept = releases.releases(records)
    sheets = {page: sheet_of(now.book, page, language) for page in now.pages}
    return pages.page(
        request,
        "protocols.html",
        ps=now.book.ps,
        sheets=sheets,
        signed={page: given.of(page, now.files(page)) for page in now.pages},
        kept=kept,
    )


@router.get("/protocols/changes")
def changes(request: Request, old: str = "", new: str = "") -> Response:
    """Show what differs between two sets, by default the last two."""
    releases.remember()
    language = pages.language_of(request)
    with reading() as records:
        kept = releases.releases(records)
        by_hash = {release.hash: release for release in kept}
        ps = in_force().book.ps
        new = new or ps.hash
        old = old or next((release.hash for release in kept if release.hash != new), new)
        if not {old, new} <= set(by_hash):
            raise HTTPException(404)
        cases = compared.worked_out(records, old, new, language)
    unreadable = False
    found: list[Change] = []
    if old != new and cases is None:
        try:
            found = compared.changes(old, new, language)
        except UNREADABLE:
            unreadable = True
    return pages.page(
        request,
        "protocol_changes.html",
        kept=kept,
        old=by_hash[old],
        new=by_hash[new],
        found=[(change, compared.field_name(change, language)) for change in found],
        cases=scrolling(cases, pages.Words(language)) if cases else None,
        unreadable=unreadable,
    )


@router.post("/protocols/changes")
def work_out(
    request: Request, old: Annotated[str, Form()] = "", new: Annotated[str, Form()] = ""
) -> Response:
    """Work out whose disposition changes between two sets; takes up to a minute."""
    try:
        compared.work_out(old, new, pages.language_of(request))
    except compared.AtWork:
        raise Busy from None
    except LookupError:
        raise HTTPException(404) from None
    except UNREADABLE:
        raise HTTPException(409) from None
    return RedirectResponse(f"/protocols/changes?old={old}&new={new}", 303)


@router.get("/protocols/{page}")
def show(request: Request, page: str) -> Response:
    """Show one page with its signatures."""
    return protocol_page(request, page)


def protocol_page(request: Request, page: str, status: int = 200, refused: str = "") -> Response:
    """Show a page; ``refused`` is the key of why a signature was not taken."""
    now = in_force()
    if page not in now.pages:
        raise HTTPException(404)
    language = pages.language_of(request)
    with reading() as records:
        history = sign_offs.history(records, page, now.files(page))
        names = names_of(records)
    me = access.signed_in(request)
    return pages.page(
        request,
        "protocol.html",
        status,
        ps=now.book.ps,
        sheet=sheet_of(now.book, page, language),
        files=now.files(page),
        text=scrolling(body_of(page, language), pages.Words(language)),
        history=history,
        standing=next((one.sign_off for one in history if one.stands), None),
        names=names,
        may_sign=access.opens(me.role, "/protocols/{page}/sign", "POST"),
        refused=refused,
    )


@router.post("/protocols/{page}/sign")
def sign(
    request: Request,
    page: str,
    seen: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
    role: Annotated[str, Form()] = "",
    read: Annotated[str, Form()] = "",
) -> Response:
    """Put a name under a page as it was shown."""
    now = in_force()
    if page not in now.pages or not read:
        raise HTTPException(404 if read else 400)
    me = access.signed_in(request)
    releases.remember()
    try:
        with session() as records:
            sign_offs.sign(records, now, page, seen, name, role, me)
    except sign_offs.SignOffRefused as why:
        return protocol_page(request, page, 409, str(why))
    approved.forget()
    audit.record(me, "protocol.signed", f"protocol:{page}")
    return RedirectResponse(f"/protocols/{page}", 303)


@router.post("/protocols/{page}/withdraw")
def withdraw(request: Request, page: str, sign_off: Annotated[str, Form()] = "") -> Response:
    """Take a signature back."""
    me = access.signed_in(request)
    with session() as records:
        if not sign_offs.withdraw(records, page, sign_off, me):
            raise HTTPException(404)
    approved.forget()
    audit.record(me, "protocol.withdrawn", f"protocol:{page}")
    return RedirectResponse(f"/protocols/{page}", 303)


def scrolling(html: Markup, words: pages.Words) -> Markup:
    """Let each table scroll by itself, by keyboard, too: a phone is narrower than they are."""
    count = 0

    def open_frame(_: re.Match[str]) -> str:
        nonlocal count
        count += 1
        label = Markup.escape(words("protocols.table", number=count))
        return f'<div class="scroll" tabindex="0" role="group" aria-label="{label}"><table'

    framed = re.sub(r"<table\b", open_frame, html).replace("</table>", "</table></div>")
    return Markup(framed)  # noqa: S704 - the pages room escaped it
