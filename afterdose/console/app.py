"""The web process: the carrier's webhooks, the probes and the care team's pages."""

from __future__ import annotations

from fastapi import Depends, FastAPI
from starlette.staticfiles import StaticFiles

from afterdose.console import access, faults, headers
from afterdose.console.pages import FOLDER
from afterdose.console.routes import (
    account,
    audit,
    cases,
    escalations,
    exports,
    figures,
    misread,
    news,
    notes,
    oidc,
    patients,
    protocols,
    reports,
    review,
    review_queue,
    rota,
    sign_in,
    simulator,
    team,
    thread,
    worklist,
)
from afterdose.messaging import health, webhooks
from afterdose.messaging.simulator import api as carrier_api
from afterdose.settings import settings

PAGES = (
    *(sign_in, oidc, account, audit, news),
    *(worklist, cases, escalations, notes, patients, rota, team, thread),
    *(review, review_queue, misread, figures),
    *(protocols, reports, exports),
)


def create_app() -> FastAPI:
    """Build the application; every route passes the one gate of ``access``."""
    app = FastAPI(
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        dependencies=[Depends(access.gate)],
    )
    app.add_middleware(headers.SecurityHeaders)
    faults.add_handlers(app)
    app.include_router(webhooks.router)
    app.include_router(health.router)
    for room in PAGES:
        app.include_router(room.router)
    if settings().carrier == "simulator":
        app.include_router(simulator.router)
        app.mount("/simulator/api", carrier_api)
    app.mount("/static", StaticFiles(directory=FOLDER / "static"), name="static")
    return app
