"""Figures for Prometheus, read from the tables at each scrape: true whichever process did it."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST as CONTENT_TYPE
from prometheus_client.registry import Collector
from sqlalchemy import func, select

from afterdose import clock
from afterdose.records import database
from afterdose.records.models import InboundMessage, OutboundMessage
from afterdose.records.queries import unfinished

__all__ = ["CONTENT_TYPE", "text", "webhooks"]

_registry = CollectorRegistry()

webhooks = Counter(
    "afterdose_webhooks", "Webhooks of the carrier by outcome", ["hook", "outcome"], registry=None
)


class _Tables(Collector):
    def collect(self) -> Iterator[Metric]:
        with database.reading() as session:
            waiting = unfinished(session, clock.now())
            sent = session.execute(
                select(OutboundMessage.kind, OutboundMessage.state, func.count()).group_by(
                    OutboundMessage.kind, OutboundMessage.state
                )
            ).all()
            received = session.execute(
                select(InboundMessage.state, func.count()).group_by(InboundMessage.state)
            ).all()
        texts_in = GaugeMetricFamily("afterdose_texts_in", "Texts in by state", labels=["state"])
        for state, count in received:
            texts_in.add_metric([state], count)
        texts_out = GaugeMetricFamily(
            "afterdose_texts_out", "Texts out by kind and state", labels=["kind", "state"]
        )
        for kind, state, count in sent:
            texts_out.add_metric([kind, state], count)
        yield texts_in
        yield texts_out
        for name, value in waiting._asdict().items():
            yield GaugeMetricFamily(
                f"afterdose_waiting_{name}", "Unfinished work: count, or oldest age in s", value
            )


_registry.register(webhooks)
_registry.register(_Tables())


def text() -> bytes:
    """Return all figures in Prometheus' text format."""
    return generate_latest(_registry)
