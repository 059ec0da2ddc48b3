"""Requests over plain HTTP, each on a connection of its own: who answers may die meanwhile.

One client for all: making one reads the certificates of the whole world, 22 ms of processor time
each, measured, which was a third of the time of the tests of the system.
"""

from __future__ import annotations

import httpx

PLAIN = httpx.Client(
    verify=False, trust_env=False, limits=httpx.Limits(max_keepalive_connections=0)
)
