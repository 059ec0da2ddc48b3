"""What the records tell of a run: where a text's time went, when a page left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import create_engine, select

from afterdose.records.models import Escalation, InboundMessage, OutboundMessage, Page
from tests.bench.people import Sent
from tests.bench.quantiles import milliseconds

STAGES = ("to stored", "to screened", "to decided", "to being sent", "to the carrier")


def stages(url: str, sent: Sequence[Sent], sent_at: dict[str, float]) -> dict[str, Any]:
    """Return how long ordinary texts spent in each stage from post to the reply's request."""
    rows = _rows(
        url,
        select(
            InboundMessage.carrier_id,
            InboundMessage.received_at,
            InboundMessage.screened_at,
            InboundMessage.handled_at,
            OutboundMessage.first_attempt_at,
            OutboundMessage.carrier_id,
        )
        .join(OutboundMessage, OutboundMessage.in_reply_to == InboundMessage.id)
        .order_by(OutboundMessage.seq),
    )
    posted = {s.sid: s.posted for s in sent if not s.emergency}
    gaps: dict[str, list[float]] = {stage: [] for stage in STAGES}
    seen: set[str] = set()
    for sid, *times, reply in rows:
        if sid not in posted or sid in seen or None in times or reply not in sent_at:
            continue
        seen.add(sid)  # the first reply alone
        moments = [posted[sid], *map(datetime.timestamp, times), sent_at[reply]]
        for stage, earlier, later in zip(STAGES, moments, moments[1:], strict=False):
            gaps[stage].append(max(0.0, later - earlier))
    return {stage: milliseconds(values) for stage, values in gaps.items()}


def pages(url: str, sent: Sequence[Sent], sent_at: dict[str, float]) -> list[float]:
    """Return the seconds from each emergency text's post to its first page's request."""
    rows = _rows(
        url,
        select(InboundMessage.carrier_id, OutboundMessage.carrier_id)
        .join(Escalation, Escalation.case_id == InboundMessage.case_id)
        .join(Page, Page.escalation_id == Escalation.id)
        .join(OutboundMessage, OutboundMessage.page_id == Page.id),
    )
    posted = {s.sid: s.posted for s in sent if s.emergency}
    first: dict[str, float] = {}
    for sid, page in rows:
        if sid in posted and page in sent_at:
            first[sid] = min(first.get(sid, sent_at[page]), sent_at[page])
    return [at - posted[sid] for sid, at in first.items()]


def _rows(url: str, query: Any) -> list[Any]:
    engine = create_engine(url)
    try:
        with engine.connect() as records:
            return list(records.execute(query))
    finally:
        engine.dispose()
