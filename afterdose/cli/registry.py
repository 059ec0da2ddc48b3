"""Which module holds which commands."""

from __future__ import annotations

import importlib

import typer

# Each module has a function `register(app: typer.Typer) -> None` and imports heavy
# libraries inside its commands, so that --help answers at once.
MODULES: list[str] = [
    "chat",
    "decide",
    "evaluate",
    "protocols",
    "rasa",
    "records",
    "run",
    "screen",
    "users",
    "web",
    "worker",
]


def add_commands(app: typer.Typer) -> None:
    """Let every command module add its commands."""
    for name in MODULES:
        importlib.import_module(f"afterdose.cli.{name}").register(app)
