"""The stream that tells open pages that something has changed, so that they look again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from afterdose.console import access, sessions
from afterdose.messaging.simulator import News

# A page looks again this often at most, however much happens.
PAUSE_SECONDS = 0.4
# A session's end is noticed this late at most.
AT_LATEST_SECONDS = 15.0


async def changes(request: Request) -> AsyncIterator[dict[str, str]]:
    """Yield ``news`` after every change, ``ended`` when the session is over.

    What changed is not said: a page asks for itself, and the gate decides what it gets.
    """
    token = request.cookies.get(sessions.cookie_name())
    with News() as news:
        # Whatever happened between the page and the stream is news, too.
        yield {"event": "news", "data": ""}
        while not await request.is_disconnected():
            changed = await news.wait(AT_LATEST_SECONDS)
            if await run_in_threadpool(access.find_signed_in, token, False) is None:
                yield {"event": "ended", "data": ""}
                return
            if changed:
                yield {"event": "news", "data": ""}
                await asyncio.sleep(PAUSE_SECONDS)
