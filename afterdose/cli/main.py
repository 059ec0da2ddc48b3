"""The command line: one module per group of commands, loaded when it is called for."""

from __future__ import annotations

import sys

import typer

from afterdose.cli import registry
from afterdose.settings import SettingsError

typer_app = typer.Typer(
    name="afterdose",
    help="Text-message triage after alemtuzumab, with a human who closes the loop.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
registry.add_commands(typer_app)


def app() -> None:
    """Run the command line; a wrong setting ends it with one line on stderr."""
    try:
        typer_app()
    except SettingsError as error:
        print(f"afterdose: {error}", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    app()
