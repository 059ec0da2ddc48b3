"""Requests that leave before a moment or not at all.

A process that was frozen goes on where it stood, long after another one has taken its work
over. Asked just before the bytes leave, the clock tells it so.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from afterdose import clock

_latest: ContextVar[datetime | None] = ContextVar("latest", default=None)


class TooLate(Exception):
    """The moment was over before the whole request had left."""


@contextmanager
def before(moment: datetime) -> Iterator[None]:
    """Let no request of this thread leave after the moment; holds for a ``TimelyAdapter``."""
    token = _latest.set(moment)
    try:
        yield
    finally:
        _latest.reset(token)


def _in_time() -> None:
    latest = _latest.get()
    if latest is not None and clock.now() >= latest:
        raise TooLate


class _Timely(HTTPConnection):
    def connect(self) -> None:
        super().connect()
        _in_time()

    def send(self, data: Any) -> None:
        _in_time()
        super().send(data)


class _Secure(_Timely, HTTPSConnection):
    pass


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Timely


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


POOLS = {"http": _PlainPool, "https": _SecurePool}


class TimelyAdapter(HTTPAdapter):
    """Carries requests as its parent does, with an eye on the clock; raises ``TooLate``."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make the pools that ask the clock; see the parent."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = POOLS

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        """Make them behind a proxy, too; see the parent."""
        manager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = POOLS
        return manager
