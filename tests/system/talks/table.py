"""Read the tables of conversations.

A talk is a second-level heading, one line that says who texts, a table, and how it ends::

    ## Red dots on the shins, nothing else
    Woman, day 430, English. Labs 20 days old: platelets 210 10^9/L.

    | Patient texts | Then asked | Reply holds |
    |---|---|---|
    | got little red dots on my shins | G0 | safety check |
    | no | – | call you within 1 hour; never ibuprofen is fine |

    Ends: urgent by UB1; escalation.

"–" in the second column: no question is open. Pieces of the third column are parted by ";";
a piece that begins with "never" must not stand in the reply. In the first column, words in
round brackets that begin with "nurse" are a text of the nurse: (nurse closes: spoke).
A line "Fails until mended: …" before the end marks a talk that the system does not hold yet.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
WHO = re.compile(
    r"(?P<sex>Woman|Man|Somebody), (?:day (?P<day>\d+)|infusion day unknown), "
    r"(?P<language>English|Spanish)\.(?: Labs (?P<age>\d+) days old: (?P<labs>.+)\.)?"
)
END = re.compile(
    r"Ends: (?P<disposition>emergency|urgent|soon|routine)(?: by (?P<rules>[A-Z0-9, -]+))?"
    r"(?:; areas (?P<areas>[a-z, ]+))?; (?P<no>no )?escalation\."
)


@dataclass(frozen=True)
class Row:
    """One text, the question that has to be open after it ("–": none), words of the reply."""

    text: str
    asked: str
    holds: tuple[str, ...]
    never: tuple[str, ...]


@dataclass(frozen=True)
class Talk:
    """One conversation: who, what is texted and asked, how it ends."""

    name: str  # area and heading
    sex: str
    day: int | None  # None: the clinic does not know the infusion day
    language: str
    labs_age: int
    labs: tuple[tuple[str, str, str], ...]  # test, value, unit
    rows: tuple[Row, ...]
    disposition: str
    rules: tuple[str, ...]
    areas: tuple[str, ...]
    escalates: bool
    fails_until: str | None


def all_talks() -> list[Talk]:
    """Read every file of this folder; raises ValueError with file and heading."""
    return [
        parsed(file.stem, part)
        for file in sorted(FOLDER.glob("*.md"))
        for part in file.read_text().split("\n## ")[1:]
    ]


def parsed(area: str, part: str) -> Talk:
    """Read one talk from its heading on."""
    lines = [line.strip() for line in part.splitlines() if line.strip()]
    name = f"{area}: {lines[0]}"
    who, end = WHO.fullmatch(lines[1]), END.fullmatch(lines[-1])
    if who is None:
        raise ValueError(f"{name}: the second line does not say who: {lines[1]}")
    if end is None:
        raise ValueError(f"{name}: the last line does not say how it ends: {lines[-1]}")
    rows = [row(name, line) for line in lines[2:] if line.startswith("|")][2:]
    late = [line for line in lines if line.startswith("Fails until mended: ")]
    return Talk(
        name=name,
        sex={"Woman": "f", "Man": "m", "Somebody": ""}[who["sex"]],
        day=int(who["day"]) if who["day"] else None,
        language={"English": "en", "Spanish": "es"}[who["language"]],
        labs_age=int(who["age"] or 0),
        labs=tuple(lab(name, words) for words in (who["labs"] or "").split(", ") if words),
        rows=tuple(rows),
        disposition=end["disposition"],
        rules=parts(end["rules"]),
        areas=parts(end["areas"]),
        escalates=not end["no"],
        fails_until=late[0].partition(": ")[2] if late else None,
    )


def row(name: str, line: str) -> Row:
    """Read one line of a table."""
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    if len(cells) != 3:
        raise ValueError(f"{name}: not three columns: {line}")
    pieces = [piece.strip() for piece in cells[2].split(";") if piece.strip()]
    return Row(
        text=cells[0],
        asked=cells[1],
        holds=tuple(p for p in pieces if not p.startswith("never ")),
        never=tuple(p.removeprefix("never ") for p in pieces if p.startswith("never ")),
    )


def lab(name: str, words: str) -> tuple[str, str, str]:
    """Read "platelets 210 10^9/L"."""
    found = words.split(" ")
    if len(found) != 3:
        raise ValueError(f"{name}: not a test, a value and a unit: {words}")
    return found[0], found[1], found[2]


def parts(words: str | None) -> tuple[str, ...]:
    """Split names that are parted by commas."""
    return tuple(word.strip() for word in (words or "").split(",") if word.strip())
