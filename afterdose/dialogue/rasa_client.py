"""Asking the Rasa servers for a turn, and whether they are ready."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote

import httpx
import structlog

from afterdose.dialogue.protocol_set import protocols
from afterdose.dialogue.rasa_servers import RasaServers
from afterdose.dialogue.reply import BadReplyError, Reply, read_reply
from afterdose.records.secrets import rasa_token
from afterdose.settings import settings

log = structlog.get_logger()

CONNECT_SECONDS = 1.0
READ_SECONDS = 12.0
# For a server while another one can still be asked: an ordinary turn takes a tenth of a second,
# and the patient is to have the answer before the fail-safe. Two at work on the same text do no
# harm: the first one that saves the turn makes the other one lose it (afterdose/rasa/saving.py).
READ_SECONDS_WHILE_OTHERS = 6.0
# All servers together: the worker's lease on the text is 20 s, and the turn is still to be
# written down. Network-like: never scaled.
WHOLE_SECONDS = 16.0
MAX_BYTES = 256 * 1024


class NoTurnError(Exception):
    """No Rasa server gave a turn that can be believed; the text has to be tried again."""


@dataclass(frozen=True)
class TurnRequest:
    """One text of a conversation, with all that the actions may know."""

    conversation: str
    message_id: str
    text: str
    metadata: dict[str, object]

    def to_json(self) -> dict[str, object]:
        """Return the body of the request."""
        return {
            "conversation": self.conversation,
            "message_id": self.message_id,
            "text": self.text,
            "metadata": self.metadata,
        }


@cache
def _client() -> httpx.Client:
    # One pool for all threads; no proxy of the environment may see a patient's text.
    return httpx.Client(
        trust_env=False, limits=httpx.Limits(max_connections=64, max_keepalive_connections=16)
    )


def rasa_urls() -> list[str]:
    """Return all servers, as the settings name them."""
    return [u.strip().rstrip("/") for u in settings().rasa_url.split(",") if u.strip()]


def _headers() -> dict[str, str]:
    return {"Authorization": f"Bearer {rasa_token()}"}


def ask(request: TurnRequest) -> Reply:
    """Have one turn taken: the first server that gives a reply we can believe.

    Any server may take the next turn of any conversation. The same message id may be asked
    again at any time; the servers repeat what they said. Raises NoTurnError when none did
    within 16 s.
    """
    deadline = time.monotonic() + WHOLE_SECONDS
    candidates = _servers().in_order(rasa_urls())
    for place, url in enumerate(candidates, start=1):
        left = deadline - time.monotonic()
        if left <= CONNECT_SECONDS:
            break
        patience = READ_SECONDS if place == len(candidates) else READ_SECONDS_WHILE_OTHERS
        try:
            body = _post(url, request, min(patience, READ_SECONDS, left), deadline)
            reply = read_reply(body, request.message_id, protocols())
        except (httpx.HTTPError, httpx.InvalidURL, NoTurnError, BadReplyError) as error:
            _servers().failed(url)
            # httpx names hosts and codes, BadReplyError fields: no text of the patient
            log.warning(
                "A Rasa server gave no turn.",
                message_id=request.message_id,
                error=type(error).__name__,
                why=str(error) if isinstance(error, BadReplyError | NoTurnError) else None,
            )
            continue
        _servers().worked(url)
        return reply
    raise NoTurnError("no Rasa server gave a turn")


@cache
def _servers() -> RasaServers:
    return RasaServers(lambda url: health(url).problem is None)


def _post(url: str, request: TurnRequest, read: float, deadline: float) -> bytes:
    timeout = httpx.Timeout(read, connect=CONNECT_SECONDS)
    with _client().stream(
        "POST",
        f"{url}/webhooks/afterdose/turn",
        json=request.to_json(),
        headers=_headers(),
        timeout=timeout,
    ) as response:
        if response.status_code != 200:
            raise NoTurnError(f"status {response.status_code}")
        body = b""
        for part in response.iter_bytes():
            body += part
            # the read time-out starts anew with every byte: a dripping server must not hold us
            if len(body) > MAX_BYTES or time.monotonic() > deadline:
                raise NoTurnError("too long or too slow")
        return body


def forget(conversation: str | None) -> bool:
    """Have every server delete a conversation, or all older than 30 days; tell whether all did."""
    place = "" if conversation is None else f"/{quote(conversation, safe='')}"
    places = [f"{url}/webhooks/afterdose/conversations{place}" for url in rasa_urls()]
    deleted = [_deleted(place) for place in places]  # each is asked, also when one fails
    return all(deleted)


def _deleted(url: str) -> bool:
    try:
        timeout = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
        return _client().delete(url, headers=_headers(), timeout=timeout).is_success
    except (httpx.HTTPError, httpx.InvalidURL):
        return False


@dataclass(frozen=True)
class Health:
    """What one Rasa server says about itself; ``problem`` is None when it can do its work."""

    url: str
    model: str | None
    problem: str | None


def health(url: str) -> Health:
    """Ask one server whether its agent is ready and trained on the protocols loaded here."""
    try:
        response = _client().get(
            f"{url}/webhooks/afterdose/health",
            headers=_headers(),
            timeout=httpx.Timeout(2.0, connect=CONNECT_SECONDS),
        )
        if response.status_code != 200:
            return Health(url, None, f"status {response.status_code}")
        told = response.json()
        model, release = str(told["model"]), told["protocol_release"]
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, TypeError, KeyError) as error:
        return Health(url, None, type(error).__name__)
    if release != protocols().hash:
        return Health(url, model, "trained on other protocols")
    return Health(url, model, None)


def is_ready() -> bool:
    """Tell whether any server says that it can do its work, and the action server answers."""
    return any(health(url).problem is None for url in rasa_urls()) and _actions_answer()


def _actions_answer() -> bool:
    try:
        response = _client().get(
            f"{settings().actions_url.rstrip('/')}/health",
            timeout=httpx.Timeout(2.0, connect=CONNECT_SECONDS),
        )
    except (httpx.HTTPError, httpx.InvalidURL):
        return False
    return response.status_code == 200
