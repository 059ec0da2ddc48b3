"""The commands `screen` and `understand`: texts in, what they mean out, one JSON a line."""

from __future__ import annotations

import sys

import typer

from afterdose.cli.batch import Source, Target, run


def register(app: typer.Typer) -> None:
    """Add the commands."""

    @app.command()
    def screen(source: Source, target: Target) -> None:
        """Screen each line {"id","text","language"?} for red flags.

        A bad line gives {"line","error"} in its place, the rest goes on, and the exit
        status is 1.
        """
        from afterdose.evaluation.readings import screened

        sys.exit(run("screen", source, target, screened))

    @app.command()
    def understand(source: Source, target: Target) -> None:
        """Read each line {"id","question","answer_type","options"?,"text","now"?} as an answer.

        Without options the question's own are taken, if a protocol knows its id. A bad line
        gives {"line","error"} in its place, the rest goes on, and the exit status is 1.
        """
        from afterdose.evaluation.readings import understood

        sys.exit(run("understand", source, target, understood))
