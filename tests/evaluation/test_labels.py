"""The labelled sets are what their README says: large enough, well formed, and apart."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

from afterdose.evaluation.sets import BadLabel, Labelled, labelled

SETS = Path(__file__).parent
HELDOUT = "heldout"
POLARITIES = {"present", "negated", "past", "other_person", "hypothetical", "idiom", "none"}


@cache
def read() -> list[Labelled]:
    return [one for one in labelled(SETS) if isinstance(one, Labelled)]


def of(kind: str) -> list[Labelled]:
    return [one for one in read() if one.kind == kind]


def test_every_line_can_be_used() -> None:
    assert [one for one in labelled(SETS) if isinstance(one, BadLabel)] == []


def test_the_sets_are_as_large_as_was_promised() -> None:
    languages = Counter(one.told("language") for one in of("opening"))
    assert languages["en"] >= 600 and languages["es"] >= 300
    assert len(of("answer")) >= 400
    assert len(of("small_talk")) >= 500


def test_a_third_is_kept_apart() -> None:
    for kind in ("opening", "answer", "small_talk"):
        apart = sum(one.part == HELDOUT for one in of(kind))
        assert 3 * apart >= len(of(kind)), kind


def test_no_opening_stands_in_two_parts() -> None:
    parts: dict[str, set[str]] = {}
    for one in of("opening"):  # small talk ("who is this") and answers ("nah") repeat in life too
        words = "".join(c if c.isalnum() else " " for c in one.text.lower()).split()
        parts.setdefault(" ".join(words), set()).add(one.part.split("/")[0])
    assert [words for words, where in parts.items() if len(where) > 1] == []


def test_openings_name_their_polarity_and_areas() -> None:
    assert {one.told("polarity") for one in of("opening")} == POLARITIES
    assert all("areas" in one.expected for one in of("opening"))
    # An emergency is never a matter of opinion.
    assert not [
        o.id for o in of("opening") if o.expected["level"] == "emergency" and "also" in o.expected
    ]


def test_small_talk_is_none_of_it() -> None:
    assert {one.expected["level"] for one in of("small_talk")} == {"none"}
