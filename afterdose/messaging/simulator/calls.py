"""The simulated carrier calls our webhooks, signed as the real one does."""

from __future__ import annotations

from functools import cache

import httpx

from afterdose.messaging.account import local_url, public_url
from afterdose.messaging.signatures import sign


@cache
def _client() -> httpx.Client:
    return httpx.Client(trust_env=False, timeout=httpx.Timeout(15.0, connect=3.0))


def call(url: str, form: dict[str, str]) -> int:
    """Post a signed form to one of our webhooks; return the status: see ``ask``."""
    return ask(url, form).status_code


def ask(url: str, form: dict[str, str]) -> httpx.Response:
    """Post a signed form to one of our webhooks; return the answer.

    Signed for the public URL, but sent straight to the web process on this machine.
    Raises httpx.HTTPError when it does not answer.
    """
    path = url.removeprefix(public_url())
    headers = {"X-Twilio-Signature": sign(path, form)}
    return _client().post(local_url() + path, data=form, headers=headers)
