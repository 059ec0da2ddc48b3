"""Signing in at the clinic's own provider (OpenID Connect), where one is configured."""

from __future__ import annotations

import structlog
from fastapi import APIRouter, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from afterdose.console import forms, identities, oidc, sessions, steps
from afterdose.console.routes.sign_in import entered, local_path, sign_in_page
from afterdose.records.database import reading, session

log = structlog.get_logger()
router = APIRouter()


@router.get("/sign-in/oidc")
def begin(request: Request, next: str = "/") -> Response:
    """Send the browser to the provider."""
    if not oidc.is_configured():
        raise HTTPException(404)
    try:
        url, remembered = oidc.begin()
    except oidc.ProviderDown as error:
        log.warning("the sign-in provider does not answer", error=str(error))
        return sign_in_page(request, local_path(next), 503, "sign_in.provider_down")
    with session() as records:
        token = steps.start(records, "oidc", remembered | {"next": local_path(next)})
    answer = RedirectResponse(url, 303)
    forms.set_cookie(answer, steps.cookie_name(), token)
    return answer


@router.get(oidc.CALLBACK)
def finish(request: Request) -> Response:
    """Take the browser back from the provider."""
    token = request.cookies.get(steps.cookie_name())
    with reading() as records:
        step = steps.find(records, "oidc", token)
    if step is None or not oidc.is_configured():
        return sign_in_page(request, "/", 401, "sign_in.not_vouched")
    # Once only, whatever comes of it: a code that leaked with its URL is worth nothing.
    with session() as records:
        steps.end(records, token)
    try:
        claims = oidc.finish(request.url.query, step.payload)
        opened = identities.enter(claims, request.cookies.get(sessions.cookie_name()))
    except oidc.NotVouched as error:
        log.warning("a sign-in by the provider was refused", error=str(error))
        return sign_in_page(request, step.payload["next"], 401, "sign_in.not_vouched")
    except oidc.ProviderDown as error:
        log.warning("the sign-in provider does not answer", error=str(error))
        return sign_in_page(request, step.payload["next"], 503, "sign_in.provider_down")
    return entered(opened, step.payload["next"])
