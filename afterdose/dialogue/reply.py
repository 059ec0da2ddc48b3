"""What the Rasa turn answers, checked before a word of it is believed."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from afterdose.triage.schema import ProtocolSet

Dispositions = Literal["routine", "soon", "urgent", "emergency"]
MAX_TEXTS = 12
MAX_TEXT_LENGTH = 1600  # the carrier refuses a longer body (error 21617)


class BadReplyError(Exception):
    """The reply cannot be believed; the message says why, without any patient text."""


class Effect(msgspec.Struct, frozen=True, tag_field="type"):
    """Something that should become true, told by the actions."""


class AreaOpened(Effect, frozen=True, tag="area_opened"):
    """The conversation is about this symptom area too."""

    area: str


class Answered(Effect, frozen=True, tag="answer"):
    """The patient answered a question, or withdrew an answer."""

    question: str
    value: Any = None
    raw: str | None = None
    status: Literal["given", "prefilled", "worst_case", "corrected", "withdrawn"] = "given"


class Found(Effect, frozen=True, tag="finding"):
    """A named finding was told in passing."""

    name: str
    status: Literal["present", "negated", "past", "other_person", "hypothetical"]


class Asked(Effect, frozen=True, tag="asked"):
    """This question is now open; None: nothing is open."""

    question: str | None
    attempt: int = 1


class Unclear(Effect, frozen=True, tag="unclear"):
    """The answer to this question was not understood."""

    question: str
    attempt: int = 1


class Decided(Effect, frozen=True, tag="decision"):
    """The rules reached a disposition."""

    disposition: Dispositions
    rules: list[str]
    because: list[str]
    areas: list[str]
    answers: dict[str, Any]
    worst_case: list[str]
    protocol_hash: str
    protocol_version: str
    treatment_day: int | None = None
    shown: list[str] = []


class NurseRequested(Effect, frozen=True, tag="nurse_requested"):
    """The patient wants a person."""


class Restarted(Effect, frozen=True, tag="restarted"):
    """The patient wants to begin anew; this conversation is over."""


AnyEffect = AreaOpened | Answered | Found | Asked | Unclear | Decided | NurseRequested | Restarted


class Reply(msgspec.Struct, frozen=True):
    """One turn's texts and effects, in order."""

    message_id: str
    texts: list[str]
    effects: list[AnyEffect]
    replayed: bool = False

    @property
    def decision(self) -> Decided | None:
        """The decision of this turn, if it made one."""
        return next((e for e in self.effects if isinstance(e, Decided)), None)


def read_reply(body: bytes, message_id: str, ps: ProtocolSet) -> Reply:
    """Read and check a turn's reply.

    Raises BadReplyError when it is not for this message, empty, of wrong shape, names what
    our protocols do not have, or decided by other protocols than ours.
    """
    try:
        reply = msgspec.json.decode(body, type=Reply)
    except msgspec.MsgspecError as error:
        # Only the place of the fault: msgspec's message may quote the value.
        place = str(error).rpartition(" - at ")[2] if " - at " in str(error) else "the start"
        raise BadReplyError(f"wrong shape at {place}") from None
    if reply.message_id != message_id:
        raise BadReplyError("it answers another message")
    if not reply.texts and not reply.effects:
        raise BadReplyError("neither texts nor effects")
    if len(reply.texts) > MAX_TEXTS or any(
        not t.strip() or len(t) > MAX_TEXT_LENGTH for t in reply.texts
    ):
        raise BadReplyError("an empty or oversized text")
    if sum(isinstance(e, Decided) for e in reply.effects) > 1:
        raise BadReplyError("more than one decision")
    for effect in reply.effects:
        _check(effect, ps)
    return reply


def _check(effect: AnyEffect, ps: ProtocolSet) -> None:
    match effect:
        case AreaOpened(area=area) if area not in ps.areas:
            raise BadReplyError("an unknown area was opened")
        case Answered(question=question) | Unclear(question=question) if (
            question not in ps.questions
        ):
            raise BadReplyError("an unknown question was answered")
        case Asked(question=str() as asked) if asked not in ps.questions:
            raise BadReplyError("an unknown question was asked")
        case Decided() if effect.protocol_hash != ps.hash:
            raise BadReplyError("decided by other protocols than ours")
        case Decided() if not set(effect.areas) <= set(ps.areas):
            raise BadReplyError("decided about an unknown area")
