"""What was changed between two protocol sets, field by field, in clinical words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal

import msgspec

from afterdose.pages.book import Book
from afterdose.pages.condition import Conditions
from afterdose.pages.fields import apart, flat, shown
from afterdose.pages.render import amount
from afterdose.pages.words import Words
from afterdose.triage.dispositions import rank
from afterdose.triage.schema import Fitting, ProtocolSet

Kind = Literal[
    "rule", "limit", "term", "question", "raise", "adding_up", "default", "guidance", "finding",
    "area", "lab", "context", "bucket", "file", "set",
]  # fmt: skip
_KINDS: tuple[Kind, ...] = Kind.__args__  # type: ignore[attr-defined]
_CONDITIONS = ("when", "emergency_when", "as_one_when", "ask_when", "joins_when", "opens_when")


class Change(msgspec.Struct, frozen=True):
    """One field of one thing that is not as before; ``field`` is empty for new or gone."""

    kind: Kind
    id: str
    field: str
    before: str  # empty: it is new
    after: str  # empty: it is gone
    lowered: bool = False  # a disposition went down, or an emergency form, raise or rule is gone


class Changes:
    """Compares two books; texts are told in one language, patient texts in every language."""

    def __init__(self, old: Book, new: Book, words: Words) -> None:
        self.old, self.new, self.words = old, new, words
        self._said = Conditions(old.ps, words), Conditions(new.ps, words)

    def all(self) -> list[Change]:
        """Return every change: what lowers first, then rules, limits, words and the rest."""
        found = list(self._found())
        return sorted(found, key=lambda c: (not c.lowered, _KINDS.index(c.kind)))

    def _found(self) -> Iterator[Change]:
        of: list[tuple[Kind, Callable[[ProtocolSet], Mapping[str, Any]]]] = [
            ("rule", lambda ps: {r.id: r for r in ps.rules}),
            ("limit", lambda ps: ps.limits),
            ("term", lambda ps: ps.terms),
            ("question", lambda ps: ps.questions),
            ("raise", lambda ps: {r.id: r for r in ps.raises}),
            ("adding_up", lambda ps: {r.id: r for r in ps.adding_up}),
            ("default", lambda ps: {str(n): d for n, d in enumerate(ps.no_rule, 1)}),
            ("finding", lambda ps: ps.findings),
            ("lab", lambda ps: ps.labs),
            ("context", lambda ps: ps.context),
            ("bucket", lambda ps: ps.buckets),
        ]
        for kind, get in of:
            yield from self._compared(kind, get(self.old.ps), get(self.new.ps))
        yield from self._areas()
        yield from self._guidance()
        yield from self._compared("set", {"": _whole(self.old.ps)}, {"": _whole(self.new.ps)})
        yield from self._files()

    def _compared(
        self, kind: Kind, old: Mapping[str, Any], new: Mapping[str, Any]
    ) -> Iterator[Change]:
        for name in dict.fromkeys((*old, *new)):
            if name not in new:
                lowers = kind in ("rule", "raise", "adding_up")
                yield Change(kind, name, "", self._summary(kind, old[name], 0), "", lowers)
            elif name not in old:
                yield Change(kind, name, "", "", self._summary(kind, new[name], 1))
            elif old[name] != new[name]:
                yield from self._fields(kind, name, old[name], new[name])

    def _fields(self, kind: Kind, name: str, old: Any, new: Any) -> Iterator[Change]:
        before, after = flat(old), flat(new)
        if kind == "limit" and before.get("value") != after.get("value"):
            yield Change(kind, name, "value", amount(old, self.words), amount(new, self.words))
        for field in dict.fromkeys((*before, *after)):
            if before.get(field) == after.get(field) or (kind == "limit" and field == "value"):
                continue
            one, other = apart(before.get(field), after.get(field))
            lowers = field in ("then", "at_least", "at_most") and rank(one) > rank(other)
            lowers = lowers or (field == "emergency_when" and not other)
            said = self._text(field, one, 0), self._text(field, other, 1)
            yield Change(kind, name, field, *said, lowers)

    def _summary(self, kind: Kind, one: Any, side: int) -> str:
        if kind in ("rule", "raise", "default"):
            when = self._text("when", one.when, side)
            then = getattr(one, "then", "")
            leads = f"{when} → {self.words(f'disposition.{then}')}" if then else when
            return f"{leads}. {one.reason}"
        if kind == "limit":
            return f"{amount(one, self.words)}: {one.meaning}"
        if kind == "question":
            return " ".join(one.text[self.words.language].split())
        told = (self._text(field, shown(value), side) for field, value in flat(one).items())
        return "; ".join(filter(None, told))

    def _text(self, field: str, text: str, side: int) -> str:
        said = self._said[side]
        if field == "then" and text:
            return self.words(f"disposition.{text}")
        if not text or not (field in _CONDITIONS or field.startswith("meaning")):
            return " ".join(text.split())
        meant = said.value(text) if field.startswith("meaning") else said.phrase(text)
        return self.words.plain(meant)

    def _areas(self) -> Iterator[Change]:
        skipped = (
            "questions",
            "decisions",
            "guidance",
            "findings",
            "sign_off",
            "version",
            "author",
        )
        old, new = (
            {
                name: {
                    field: value
                    for field, value in msgspec.to_builtins(protocol).items()
                    if field not in skipped
                }
                for name, protocol in book.ps.areas.items()
            }
            for book in (self.old, self.new)
        )
        yield from self._compared("area", old, new)

    def _guidance(self) -> Iterator[Change]:
        old, new = (_sentences(book.ps) for book in (self.old, self.new))
        for place in sorted(old.keys() | new.keys()):
            gone = [s for s in old.get(place, []) if s not in new.get(place, [])]
            come = [s for s in new.get(place, []) if s not in old.get(place, [])]
            if gone or come or old.get(place) != new.get(place):
                same = not gone and not come
                before, after = (old[place], new[place]) if same else (gone, come)
                yield Change(
                    "guidance", place.partition(" ")[0], place.partition(" ")[2],
                    " ".join(before), " ".join(after),
                )  # fmt: skip

    def _files(self) -> Iterator[Change]:
        for name in dict.fromkeys((*self.old.files, *self.new.files)):
            sides = [book.files.get(name) for book in (self.old, self.new)]
            for field in ("version", "author", "sign_off"):
                told = [
                    shown(msgspec.to_builtins(getattr(s.part, field))) if s else "" for s in sides
                ]
                if told[0] != told[1]:
                    yield Change("file", name, field, told[0], told[1])


def _whole(ps: ProtocolSet) -> dict[str, Any]:
    names = ("version", "languages", "questions_per_area", "text_length", "mild_findings")
    return {name: getattr(ps, name) for name in names} | {
        "temperature": msgspec.to_builtins(ps.temperature)
    }


def _sentences(ps: ProtocolSet) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for area, by_disposition in ps.guidance.items():
        for disposition, by_language in by_disposition.items():
            for language, advice in by_language.items():
                place = f"{area or 'all'} {disposition} {language}"
                for part, sentence in advice.sentences():
                    say = sentence.say if isinstance(sentence, Fitting) else sentence
                    texts = (say,) if isinstance(say, str) else say
                    when = sentence.when if isinstance(sentence, Fitting) else ""
                    told = " / ".join(texts) + (f" [{when}]" if when else "")
                    found.setdefault(f"{place} {part}", []).append(told)
    return found
