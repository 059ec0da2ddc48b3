"""The live stream of the simulator: each text as a small piece of the page."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from afterdose.console import pages, phones
from afterdose.console.phones import Holder
from afterdose.messaging.simulator import News, PhoneMessage, phone_messages
from afterdose.records.database import reading

MOST_PHONES = 8
# A change wakes the stream at once; this only bounds how long a missed one stays unseen.
AT_LATEST_SECONDS = 2.0
FINAL = ("delivered", "undelivered", "failed", "received", "completed", "no-answer")
LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)]")


@dataclass
class Feed:
    """What one browser has seen of one phone."""

    holder: Holder
    seen: dict[int, str] = field(default_factory=dict)
    settled_up_to: int = 0

    def news(self) -> list[PhoneMessage]:
        """Read the texts that are new or whose state has changed."""
        found = phone_messages(self.holder.phone, self.settled_up_to)
        changed = [text for text in found if self.seen.get(text.seq) != text.status]
        self.seen.update((text.seq, text.status) for text in changed)
        # Texts before the first unsettled one need no second look.
        for text in found:
            if text.status not in FINAL:
                break
            self.settled_up_to = text.seq
            self.seen.pop(text.seq, None)
        return changed


async def bubbles(
    request: Request, refs: list[str], words: pages.Words
) -> AsyncIterator[dict[str, str]]:
    """Yield an event per new or changed text until the browser leaves."""
    feeds = await run_in_threadpool(open_feeds, refs)
    with News() as news:
        while not await request.is_disconnected():
            for feed in feeds:
                for text in await run_in_threadpool(feed.news):
                    yield {"event": "text", "data": as_event(feed.holder.ref, text, words)}
            await news.wait(AT_LATEST_SECONDS)


def open_feeds(refs: list[str]) -> list[Feed]:
    """Find the phones behind the refs; unknown ones are left out."""
    with reading() as records:
        found = [phones.by_ref(records, ref) for ref in refs]
    return [Feed(holder) for holder in found if holder]


def as_event(ref: str, text: PhoneMessage, words: pages.Words) -> str:
    """Render one text; the template escapes whatever it says."""
    html = (
        pages.environment()
        .get_template("_bubble.html")
        .render(text=text, parts=parts(text.body), t=words, coded=words.coded)
    )
    return json.dumps({"phone": ref, "seq": text.seq, "html": html})


def parts(body: str) -> list[tuple[str, bool]]:
    """Split a text into plain pieces and links (piece, is it a link)."""
    pieces: list[tuple[str, bool]] = []
    end = 0
    for link in LINK.finditer(body):
        pieces += [(body[end : link.start()], False), (link.group(), True)]
        end = link.end()
    return [piece for piece in [*pieces, (body[end:], False)] if piece[0]]
