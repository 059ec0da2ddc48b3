"""The stream of news for open pages."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sse_starlette import EventSourceResponse
from starlette.responses import Response

from afterdose.console import news

router = APIRouter()
PING_SECONDS = 15


@router.get("/news")
async def stream(request: Request) -> Response:
    """Tell the page each time that it should look again."""
    return EventSourceResponse(news.changes(request), ping=PING_SECONDS)
