"""Reading what a clinician texts: a word, a code, an outcome, in any case and punctuation."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple, cast

from afterdose.escalation.codes import ALPHABET, LENGTH
from afterdose.escalation.paging import OUTCOMES

Verb = Literal["ACK", "PASS", "DONE", "ON", "OFF", "STATUS", "HELP"]
VERBS = ("ACK", "PASS", "DONE", "ON", "OFF", "STATUS", "HELP")
# The carrier stops texting whoever sends its own words, so such a person cannot be paged.
CARRIER_WORDS = {
    **dict.fromkeys(("STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"), "OFF"),
    **dict.fromkeys(("START", "UNSTOP", "YES"), "ON"),
    "INFO": "HELP",
}
GLUED = re.compile(rf"(ACK|PASS|DONE)([{ALPHABET}]{{{LENGTH}}})")


class Order(NamedTuple):
    """A clinician's command; a code or an outcome that is missing or not known is None."""

    verb: Verb
    code: str | None = None
    outcome: str | None = None


def read_order(text: str) -> Order:
    """Read a text; what begins with no known word asks for HELP.

    The code is taken as written, known or not; ``sent to ed`` is the outcome ``sent-to-ed``.
    """
    words = re.findall(r"[A-Z0-9]+", text.upper())
    if not words:
        return Order("HELP")
    verb = CARRIER_WORDS.get(words[0], words[0])
    glued = GLUED.fullmatch(verb)
    if glued:
        verb, words = glued[1], [glued[1], glued[2], *words[1:]]
    if verb not in VERBS:
        return Order("HELP")
    if verb not in ("ACK", "PASS", "DONE"):
        return Order(cast(Verb, verb))
    code = words[1] if len(words) > 1 else None
    said = "-".join(words[2:]).lower()
    return Order(cast(Verb, verb), code, said if said in OUTCOMES else None)
