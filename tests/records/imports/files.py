"""Files of a clinic for the tests: a good row of each kind, and how to change it."""

from __future__ import annotations

from pathlib import Path

from afterdose.records.imports.files import KINDS, Imported, import_file
from afterdose.records.imports.refusals import ImportRefused

GOOD: dict[str, dict[str, str]] = {
    "patients": {
        "external_id": "P1",
        "phone": "+15550100111",
        "given_name": "Ana",
        "family_name": "Almeida",
        "birth_date": "1988-04-12",
        "sex": "female",
        "language": "en",
        "time_zone": "America/New_York",
        "last_infusion_date": "2026-11-11",
        "course": "1",
        "consented_on": "2026-11-01",
        "emergency_contact_phone": "+15550100199",
        "baseline_notes": "walks with a cane, left leg weak",
    },
    "labs": {
        "external_id": "P1",
        "taken_on": "2026-11-01",
        "test": "platelets",
        "value": "210",
        "unit": "10^9/L",
    },
    "team": {
        "name": "Nora Nielsen",
        "role": "nurse",
        "phone": "+15550100121",
        "email": "nora@clinic.example",
    },
    "rota": {
        "starts_at": "2026-11-22T08:00:00-05:00",
        "ends_at": "2026-11-22T20:00:00-05:00",
        "phone": "+15550100121",
        "step": "1",
    },
}


def row(kind: str, **changes: str) -> dict[str, str]:
    """The good row of a kind with some cells changed."""
    return GOOD[kind] | changes


def csv_of(rows: list[dict[str, str]]) -> str:
    """Rows as CSV, every cell in quotes."""
    lines = [list(rows[0]), *(list(cells.values()) for cells in rows)]
    return "".join(",".join(f'"{cell}"' for cell in line) + "\n" for line in lines)


def import_text(kind: str, folder: Path, text: str | bytes) -> Imported:
    """Import what a file with this content says."""
    path = folder / f"{kind}.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return import_file(KINDS[kind], path)


def import_rows(kind: str, folder: Path, *rows: dict[str, str]) -> Imported:
    """Import some rows."""
    return import_text(kind, folder, csv_of(list(rows)))


def refusals(kind: str, folder: Path, *rows: dict[str, str]) -> list[tuple[int, str | None, str]]:
    """Import rows that have to be refused; give back line, column and reason of each fault."""
    try:
        import_rows(kind, folder, *rows)
    except ImportRefused as refused:
        return [(line, column, reason) for line, column, reason in refused.refusals]
    raise AssertionError("the file was accepted")
