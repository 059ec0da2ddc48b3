"""`afterdose chat`: a conversation as an enrolled patient, through the running system."""

from __future__ import annotations

import json
import select
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from afterdose.messaging.simulator import PhoneMessage

LOOK_EVERY = 0.05
ANSWERS = 5.0


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("chat")
    def chat(
        phone: Annotated[str, typer.Option(help="The patient's phone, E.164.")],
        as_json: Annotated[
            bool, typer.Option("--json", help="Print message objects, one a line.")
        ] = False,
        timeout: Annotated[
            float, typer.Option(help="Seconds to wait for one text to be handled and answered.")
        ] = 120,
    ) -> None:
        """Text as a patient: each line in is one text, each `< ` line out one text received."""
        try:
            _chat(phone, as_json=as_json, timeout=timeout)
        except ChatError as error:
            print(f"afterdose chat: {error}", file=sys.stderr)
            raise typer.Exit(1) from None


class ChatError(Exception):
    """The conversation cannot begin or go on; the message is one line."""


@dataclass
class Screen:
    """What the patient's phone has shown so far."""

    phone: str
    as_json: bool
    seen: int = 0

    def skip(self) -> None:
        """Leave out what arrived before this conversation."""
        self.seen = max((m.seq for m in self._news()), default=0)

    def show(self) -> None:
        """Print what arrived since the last look."""
        for message in self._news():
            self.seen = message.seq
            if message.direction != "outbound":
                continue
            if self.as_json:
                line = json.dumps(
                    {
                        "id": message.sid,
                        "direction": message.direction,
                        "text": message.body,
                        "at": message.created_at.isoformat(),
                    },
                    ensure_ascii=False,
                )
            else:
                line = "< " + " ".join(message.body.split())
            print(line, flush=True)

    def _news(self) -> list[PhoneMessage]:
        from afterdose.messaging.simulator import phone_messages

        return phone_messages(self.phone, self.seen)


def _chat(phone: str, *, as_json: bool, timeout: float) -> None:
    import structlog

    from afterdose.messaging.simulator import send_from_phone

    # standard output holds the conversation alone
    structlog.configure(logger_factory=lambda *_: structlog.PrintLogger(sys.stderr))
    patient_id = _patient(phone)
    _web_answers()
    screen = Screen(phone, as_json)
    screen.skip()
    for text in _lines(screen):
        sid = send_from_phone(phone, text)
        until = time.monotonic() + timeout
        while not _answered(sid, patient_id):
            if time.monotonic() > until:
                screen.show()
                raise ChatError(f"the text was not handled and answered within {timeout:g} s")
            screen.show()
            time.sleep(LOOK_EVERY)
        screen.show()


def _patient(phone: str) -> str:
    from afterdose.records import database, queries
    from afterdose.settings import settings

    if settings().carrier != "simulator":
        raise ChatError("only with AFTERDOSE_CARRIER=simulator")
    with database.reading() as session:
        patient = queries.patient_by_phone(session, phone)
    if patient is None:
        raise ChatError(f"no enrolled patient has the phone {phone}")
    return patient.id


def _web_answers() -> None:
    import httpx

    from afterdose.messaging.account import local_url

    try:
        answer = httpx.get(f"{local_url()}/healthz", timeout=ANSWERS, trust_env=False)
        answer.raise_for_status()
    except httpx.HTTPError:
        raise ChatError(f"the web process does not answer at {local_url()}") from None


def _lines(screen: Screen) -> Iterator[str]:
    """Give the texts to send; somebody who types sees what arrives meanwhile."""
    while True:
        while sys.stdin.isatty() and not select.select([sys.stdin], [], [], 0.3)[0]:
            screen.show()
        line = sys.stdin.readline()
        if not line:
            return
        if text := line.strip():
            yield text


def _answered(sid: str, patient_id: str) -> bool:
    """Tell whether a text is handled and nothing waits to be sent to the patient."""
    from sqlalchemy import select as query

    from afterdose.records import database
    from afterdose.records.messages import UNFINISHED_OUTBOUND
    from afterdose.records.models import InboundMessage, OutboundMessage

    with database.reading() as session:
        message = session.scalar(query(InboundMessage).filter_by(carrier_id=sid))
        if message is None or message.state != "handled":
            return False
        owed = query(OutboundMessage.seq).where(
            OutboundMessage.patient_id == patient_id,
            OutboundMessage.clinician_id.is_(None),
            OutboundMessage.state.in_(UNFINISHED_OUTBOUND),
        )
        return session.scalar(owed.limit(1)) is None
