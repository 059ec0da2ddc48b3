"""Decision rows and what follows them, as a protocol file writes them."""

from __future__ import annotations

from collections.abc import Iterator

from afterdose.triage.base import Base, Confidence, DispositionName


class Rule(Base, frozen=True, kw_only=True):
    """One decision row: the condition, the disposition it gives, and why.

    A rule with ``organ: none`` is no finding of its own and does not add up (2.3). Example: every
    symptom of days 2 to 5 is at least urgent, whatever else its own area says. An organ like
    ``liver/kidney`` is either: dark urine told to both areas is one finding.
    """

    id: str
    when: str
    then: DispositionName
    reason: str
    source: str
    confidence: Confidence
    emergency_when: str = ""
    organ: str = ""
    alias_of: str = ""
    area: str = ""


class Raise(Base, frozen=True, kw_only=True):
    """What lifts a disposition after the rules: by levels, or at least to one."""

    id: str
    when: str
    reason: str
    source: str
    confidence: Confidence
    levels: int = 0
    at_least: DispositionName = "routine"
    at_most: DispositionName = "emergency"


class AddingUp(Base, frozen=True, kw_only=True):
    """So many findings of one disposition, from different organs, make a higher one.

    The rules of ``as_one`` count as one finding while ``as_one_when`` holds. Example: fever,
    flushing and a headache on the infusion day, which most patients have (2.3).
    """

    id: str
    of: DispositionName
    organs: int
    then: DispositionName
    as_one: tuple[str, ...] = ()
    as_one_when: str = "false"
    reason: str
    source: str
    confidence: Confidence


class Default(Base, frozen=True, kw_only=True):
    """The disposition when no rule of an open area matched."""

    when: str
    then: DispositionName
    reason: str


class Fitting(Base, frozen=True, kw_only=True):
    """A sentence that is said only in a case in which a condition holds."""

    say: str | tuple[str, ...]
    when: str


# One sentence, or wordings of one sentence of which the first that can be filled is used.
Sentence = str | tuple[str, ...] | Fitting


class Advice(Base, frozen=True, kw_only=True):
    """Sentences of one disposition in one language, in the order of importance.

    ``before`` goes ahead of all, also of the instruction that every patient gets.
    """

    before: tuple[Sentence, ...] = ()
    first: tuple[Sentence, ...] = ()
    do: tuple[Sentence, ...] = ()
    do_not: tuple[Sentence, ...] = ()
    watch: tuple[Sentence, ...] = ()

    def sentences(self) -> Iterator[tuple[str, Sentence]]:
        """Yield each sentence with the name of its part."""
        for part in ("before", "first", "do", "do_not", "watch"):
            yield from ((part, sentence) for sentence in getattr(self, part))


Guidance = dict[DispositionName, dict[str, Advice]]
