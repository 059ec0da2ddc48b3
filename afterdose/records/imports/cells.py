"""Reading single cells: each function returns the value or raises ValueError with the reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timezone
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import phonenumbers

from afterdose.records.imports.refusals import Refusal
from afterdose.records.imports.table import Row

E164 = "not a phone number in E.164 form: +, country code and number, no spaces"
LONGEST = 2000

T = TypeVar("T")


class Cells:
    """The cells of one row; every fault is noted, so that all of a file's are told at once."""

    def __init__(self, row: Row, refusals: list[Refusal]) -> None:
        self.line = row.line
        self._cells = row.cells
        self._refusals = refusals
        self._before = len(refusals)

    @property
    def fine(self) -> bool:
        """Whether nothing in this row has been refused so far."""
        return len(self._refusals) == self._before

    def refuse(self, column: str, reason: str) -> None:
        """Note a fault."""
        self._refusals.append(Refusal(self.line, column, reason))

    def has(self, column: str) -> bool:
        """Whether the file has this column."""
        return column in self._cells

    def read(self, column: str, parse: Callable[[str], T]) -> T | None:
        """Return the value of a cell that has to be filled; None when it was refused."""
        if not self._cells.get(column):
            self.refuse(column, "is empty")
            return None
        return self.read_if_filled(column, parse)

    def read_if_filled(self, column: str, parse: Callable[[str], T]) -> T | None:
        """Return the value of a cell that may be empty; None when it is, or was refused."""
        cell = self._cells.get(column)
        if not cell:
            return None
        try:
            return parse(cell)
        except ValueError as error:
            self.refuse(column, str(error))
            return None


def phone(cell: str) -> str:
    """An E.164 phone number.

    Only its form and length are checked: numbering plans change faster than any library.
    """
    try:
        number = phonenumbers.parse(cell, None)
    except phonenumbers.NumberParseException:
        raise ValueError(E164) from None
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    length = phonenumbers.is_possible_number_with_reason(number)
    if cell != written or length != phonenumbers.ValidationResult.IS_POSSIBLE:
        raise ValueError(E164)
    return cell


def words(cell: str) -> str:
    """Free words of a bearable length."""
    if len(cell) > LONGEST:
        raise ValueError(f"is longer than {LONGEST} characters")
    return cell


def email(cell: str) -> str:
    """An e-mail address, roughly."""
    name, at, host = cell.rpartition("@")
    if not (name and at and "." in host) or any(character.isspace() for character in cell):
        raise ValueError("not an e-mail address")
    return cell


def day(cell: str) -> date:
    """A date as YYYY-MM-DD."""
    try:
        if len(cell) != len("2026-11-22"):
            raise ValueError
        return date.fromisoformat(cell)
    except ValueError:
        raise ValueError("not a date as YYYY-MM-DD") from None


def moment(cell: str) -> datetime:
    """A moment in ISO 8601 with its offset from UTC, given back in UTC."""
    try:
        read = datetime.fromisoformat(cell)
    except ValueError:
        raise ValueError("not a time as 2026-11-22T08:00:00-05:00") from None
    if read.tzinfo is None:
        raise ValueError("has no offset from UTC, as in 2026-11-22T08:00:00-05:00")
    return read.astimezone(timezone.utc)


def time_zone(cell: str) -> str:
    """The name of an IANA time zone."""
    try:
        ZoneInfo(cell)
    except Exception:
        raise ValueError(f'"{cell}" is not an IANA time zone such as America/New_York') from None
    return cell


def whole_number(lowest: int, highest: int) -> Callable[[str], int]:
    """A whole number between two limits, both included."""

    def parse(cell: str) -> int:
        if not (cell.isascii() and cell.isdigit()) or not lowest <= int(cell) <= highest:
            raise ValueError(f'"{cell}" is not a whole number from {lowest} to {highest}')
        return int(cell)

    return parse


def one_of(choices: Any) -> Callable[[str], str]:
    """One of some words."""

    def parse(cell: str) -> str:
        if cell not in choices:
            raise ValueError(f'"{cell}" is not one of {", ".join(choices)}')
        return cell

    return parse
