"""The difference of two protocol sets: what was changed, and whose disposition changes."""

from __future__ import annotations

from typing import Any

from afterdose.pages.book import Book
from afterdose.pages.changes import Change, Changes
from afterdose.pages.cores import Cores
from afterdose.pages.rows import Row, rows
from afterdose.pages.sheet import Sheet
from afterdose.pages.told import Telling
from afterdose.pages.words import Words
from afterdose.proof.model import Model
from afterdose.triage.dispositions import DISPOSITIONS

MOST = 100  # least cases searched for, if nobody asks for more


class Difference(Sheet):
    """Compares two books; the page, the lines and the plain data say the same."""

    template = "diff.html"

    def __init__(self, old: Book, new: Book, language: str, most: int = MOST) -> None:
        words = Words(language)
        super().__init__(new, "diff", words("diff"), language, list(new.files.values()))
        self.old, self.new = old.ps, new.ps
        self.changes: list[Change] = Changes(old, new, words).all()
        cores = Cores(Model(old.ps), Model(new.ps))
        found = list(cores.all(most)) if old.ps.hash != new.ps.hash else []
        self.count = len(found)
        self.complete = cores.complete if found or old.ps.hash != new.ps.hash else True
        self.rows: list[Row] = rows(found)
        self.telling = Telling(old.ps, new.ps, words)

    @property
    def same(self) -> bool:
        """Whether the two sets hold the same files, byte for byte."""
        return self.old.hash == self.new.hash

    def field(self, change: Change) -> str:
        """Return what a changed field is called; its parts keep the names of the file."""
        first, dot, rest = change.field.partition(".")
        known = self.words.known(f"field.{first}") or first.replace("_", " ")
        return f"{known}{' ' if dot else ''}{rest.replace('.', ' ')}"

    def level(self, rank: int) -> str:
        """Return the word for a rank."""
        return self.words(f"disposition.{DISPOSITIONS[rank]}")

    def ending(self) -> str:
        """Say whether the cases are all there are."""
        if not self.rows and self.complete:
            return self.words("diff.texts_only")
        key = "diff.cases.all" if self.complete else "diff.cases.capped"
        return self.words(key, count=self.count)

    def lines(self) -> list[str]:
        """Return the difference for a terminal."""
        words = self.words
        lines = [
            f"{words('diff.old')}: {self.old.version} {self.old.hash[:12]}",
            f"{words('diff.new')}: {self.new.version} {self.new.hash[:12]}",
        ]
        if self.same:
            return [*lines, words("diff.same")]
        lines += ["", words("diff.changes")]
        for change in self.changes:
            mark = f"  {words('diff.lowered')}" if change.lowered else " "
            lines.append(f"{mark} {words(f'kind.{change.kind}')} {change.id}  {self.field(change)}")
            lines += [f"      - {change.before}"] if change.before else []
            lines += [f"      + {change.after}"] if change.after else []
        lines += ["", words("diff.cases")]
        for row in self.rows:
            lines += self._row(row)
        return [*lines, "", self.ending()]

    def _row(self, row: Row) -> list[str]:
        words = self.words
        mark = words("diff.lowered") if row.lowered else words("diff.raised")
        told = words.plain(self.telling.row(row))
        lines = [f"  {mark} {self.level(row.pair[0])} → {self.level(row.pair[1])}: {told}"]
        rules = f"{', '.join(row.before) or '–'} → {', '.join(row.after) or '–'}"
        if row.more:
            more = f"{self.level(row.more[0])} → {self.level(row.more[1])}"
            rules += f"  ({words('diff.with_more')} {more})"
        return [*lines, f"      {rules}"]

    def to_json(self) -> dict[str, Any]:
        """Return the difference as plain data."""
        return {
            "old": {"version": self.old.version, "hash": self.old.hash},
            "new": {"version": self.new.version, "hash": self.new.hash},
            "changes": [
                {
                    "kind": change.kind,
                    "id": change.id,
                    "field": change.field,
                    "before": change.before,
                    "after": change.after,
                    "lowered": change.lowered,
                }
                for change in self.changes
            ],
            "complete": self.complete,
            "cases": [self._case(row) for row in self.rows],
        }

    def _case(self, row: Row) -> dict[str, Any]:
        def names(pair: tuple[int, int]) -> dict[str, str]:
            return {"before": DISPOSITIONS[pair[0]], "after": DISPOSITIONS[pair[1]]}

        return {
            **names(row.pair),
            "lowered": row.lowered,
            "when": self.words.plain(self.telling.row(row)),
            "rules_before": list(row.before),
            "rules_after": list(row.after),
            "with_more_signs": names(row.more) if row.more else None,
            "examples": [
                {"areas": case.areas, "answers": case.answers, "context": case.context}
                for case in (core.known.case(self.new) for core in row.cores)
            ],
        }
