"""`afterdose db`, and the imports of patients, labs, the team and the rota."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

SUMMARIES = {
    "patients": "{rows} patients read: {new} new, {changed} changed.",
    "labs": "{rows} laboratory values read: {new} new, {changed} corrected.",
    "team": "{rows} people read: {new} new, {changed} changed.",
    "rota": "{rows} shifts read: {new} new; {changed} older ones made room.",
}
HELP = {
    "patients": "Enrol patients from a CSV file, or change what is known about them.",
    "labs": "Take in laboratory values from a CSV file.",
    "team": "Put people on the care team's list from a CSV file.",
    "rota": "Say who is on call from a CSV file; it replaces older shifts in its time.",
}


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(_database(), name="db", help="The database: its tables and its keys.")
    for kind in SUMMARIES:
        app.add_typer(_import(kind), name=kind, help=HELP[kind])


def _database() -> typer.Typer:
    group = typer.Typer(no_args_is_help=True)

    @group.command("upgrade")
    def upgrade() -> None:
        """Create the tables, or bring them up to this version."""
        from afterdose.records import migrate, word_index
        from afterdose.records.database import engine

        migrate.upgrade()
        word_index.index_missing()
        with engine().connect() as connection:
            print(f"The tables are at revision {migrate.current(connection)}.")

    @group.command("rotate-keys")
    def rotate_keys() -> None:
        """Write everything anew with the first key of AFTERDOSE_SECRET_KEYS."""
        from afterdose.records.keys import UnreadableError
        from afterdose.records.rotation import rotate_keys

        try:
            rows = rotate_keys()
        except UnreadableError as error:
            print(f"afterdose: {error}", file=sys.stderr)
            sys.exit(1)
        print(f"{rows} rows written with the newest key; the older keys can go.")

    @group.command("revision", hidden=True)
    def revision(message: str) -> None:
        """Draft a migration from the difference between models.py and the database."""
        from afterdose.records import migrate

        migrate.draft(message)

    return group


def _import(kind: str) -> typer.Typer:
    group = typer.Typer(no_args_is_help=True)

    @group.command("import", help=HELP[kind])
    def import_command(file: Path) -> None:
        from afterdose.records import migrate
        from afterdose.records.imports.files import KINDS, import_file
        from afterdose.records.imports.refusals import ImportRefused

        try:
            migrate.make_ready()
            done = import_file(KINDS[kind], file)
        except (ImportRefused, migrate.OutOfDateError) as error:
            print(error, file=sys.stderr)
        except OSError as error:
            print(f"{file}: {error.strerror}", file=sys.stderr)
        else:
            print(SUMMARIES[kind].format(**done._asdict()))
            return
        print("Nothing was imported.", file=sys.stderr)
        sys.exit(1)

    return group
