"""What is wrong with a file, place by place."""

from __future__ import annotations

from typing import NamedTuple


class Refusal(NamedTuple):
    """One fault: the line of the file, counted from 1, the column if it is one cell's, and why.

    The reason never repeats a name, a phone number or a date of birth.
    """

    line: int
    column: str | None
    reason: str

    def __str__(self) -> str:
        """One line for a person: ``line 3, column phone: ...``."""
        place = f"line {self.line}" + (f", column {self.column}" if self.column else "")
        return f"{place}: {self.reason}"


class ImportRefused(Exception):
    """A file was refused as a whole and nothing was changed; ``refusals`` holds every fault."""

    def __init__(self, file: str, refusals: list[Refusal]) -> None:
        self.file = file
        self.refusals = sorted(refusals, key=lambda refusal: refusal.line)
        super().__init__("\n".join(f"{file}: {refusal}" for refusal in self.refusals))
