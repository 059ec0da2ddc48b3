"""Which wrapped emergencies the screen still loses: a list that may only shrink.

`.venv/bin/python -m tests.evaluation.allowance` takes out what is lost no more and adds the
emergencies of the open sets that are caught by now. Into a file, if one is given, it writes what
is lost of the half to tune on.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from afterdose.evaluation.sets import Labelled, labelled
from afterdose.language.screen import screen
from tests.evaluation.wrapping import WRAPPERS, Wrapper, wrapped

SETS = Path(__file__).parent
FILE = SETS / "wrapping.json"


@dataclass(frozen=True)
class Lost:
    """An emergency that is caught as it is and none in this wrapping."""

    id: str
    label: str
    text: str


@dataclass
class Allowance:
    """`caught`: the emergencies that are tried; `lost`: id → labels of wrappings that lose it."""

    caught: list[str]
    lost: dict[str, list[str]]

    @classmethod
    def read(cls) -> Allowance:
        """Read the file; empty without one."""
        if not FILE.exists():
            return cls([], {})
        content = json.loads(FILE.read_text("utf-8"))
        return cls(content["caught"], content["lost"])

    def write(self) -> None:
        """Write the file, one id a line."""
        FILE.write_text(json.dumps(vars(self), indent=1) + "\n", "utf-8")

    def allows(self, lost: Lost) -> bool:
        """Tell whether a loss is listed."""
        return lost.label in self.lost.get(lost.id, ())

    @property
    def count(self) -> int:
        """How many wrapped texts may be lost."""
        return sum(map(len, self.lost.values()))


def open_texts(kind: str) -> list[Labelled]:
    """List the texts of the open sets; the kept-apart third is never looked at here."""
    read = labelled(SETS / "open")
    return [one for one in read if isinstance(one, Labelled) and one.kind == kind]


def emergencies() -> list[Labelled]:
    """List the emergencies of the open sets."""
    return [t for t in open_texts("opening") if t.expected["level"] == "emergency"]


def is_lost(text: str, language: str) -> bool:
    """Tell whether the screen's words see nothing in a text."""
    return screen(text, language, second=False).level == "none"


def losses(texts: Iterable[Labelled], wrapper: Wrapper) -> Iterator[Lost]:
    """Try one wrapper on texts."""
    for item in texts:
        language = item.told("language")
        for label, text in wrapped(wrapper, item.id, item.text, language):
            if is_lost(text, language):
                yield Lost(item.id, label, text)


def main(report: Path | None) -> None:
    """Bring the list up to date; it never grows for a text that it had before."""
    before = Allowance.read()
    caught = [t for t in emergencies() if not is_lost(t.text, t.told("language"))]
    lost = [one for wrapper in WRAPPERS for one in losses(caught, wrapper)]
    new = [one for one in lost if one.id in before.caught and not before.allows(one)]
    kept: dict[str, list[str]] = {}
    for one in sorted(lost, key=lambda lost: lost.id):
        if one not in new:
            kept.setdefault(one.id, []).append(one.label)
    known = {t.id for t in caught}
    gone = [name for name in before.caught if name not in known]
    now = Allowance([t.id for t in caught], kept)
    now.write()
    print(f"{len(now.caught)} emergencies, {now.count} wrapped texts lost (before: {before.count})")
    for name in gone:
        print(f"{name} is not caught any more, even as it is")
    for one in new:
        print(f"newly lost, not listed: {one.id} {one.label}: {one.text}")
    if report:
        to_tune_on = {t.id for t in caught if t.part == "dev"}
        lines = [f"- {one.id} {one.label}: {one.text!r}" for one in lost if one.id in to_tune_on]
        report.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
