"""A batch: JSON Lines in, JSON Lines out, in the same order, however long the file is."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import Annotated, Any, BinaryIO, TextIO

import typer

Record = dict[str, Any]
Source = Annotated[str, typer.Argument(metavar="IN", help="JSON Lines file; - = stdin")]
Target = Annotated[str, typer.Argument(metavar="OUT", help="JSON Lines file; - = stdout")]


def run(name: str, source: str, target: str, work: Callable[[Record], Record]) -> int:
    """Work through a whole file, one line at a time; returns the exit status.

    A bad line gives {"line","error"} in its place, the rest goes on, and the status is 1. So is
    it when a file cannot be read or written; if IN cannot be read, OUT is left as it was.
    """
    from afterdose.evaluation.records import BadLine, worked

    bad = 0
    try:
        with ExitStack() as files:
            lines = files.enter_context(_opened(source, shown=_bar_fits(target)))
            out = files.enter_context(_created(target, source))
            for result in worked(lines, work):
                if isinstance(result, BadLine):
                    bad += 1
                    result = result.to_json()
                out.write(json.dumps(result) + "\n")
    except OSError as error:
        print(f"afterdose {name}: {error}", file=sys.stderr)
        return 1
    if bad:
        lines_are = "1 bad line" if bad == 1 else f"{bad} bad lines"
        print(f"afterdose {name}: {lines_are} in {source}", file=sys.stderr)
    return 1 if bad else 0


def _bar_fits(target: str) -> bool:
    """Tell whether a progress bar is seen and does not run into the output."""
    return sys.stderr.isatty() and not (target == "-" and sys.stdout.isatty())


@contextmanager
def _opened(source: str, *, shown: bool) -> Iterator[Iterator[bytes]]:
    """Open IN: its lines, with a progress bar by bytes, since nobody knows how many lines."""
    with ExitStack() as files:
        file: BinaryIO = sys.stdin.buffer
        if source != "-":
            file = files.enter_context(Path(source).open("rb"))
        yield _watched(file, size=Path(source).stat().st_size if source != "-" else 0, shown=shown)


def _watched(file: BinaryIO, *, size: int, shown: bool) -> Iterator[bytes]:
    if not size:  # a pipe: the bar only shows that work goes on
        with typer.progressbar(file, file=sys.stderr, hidden=not shown) as lines:
            yield from lines
        return
    with typer.progressbar(length=size, file=sys.stderr, hidden=not shown) as bar:
        for line in file:
            yield line
            bar.update(len(line))


def _created(target: str, source: str) -> AbstractContextManager[TextIO]:
    """Open OUT; refuses to write over IN, which is read while OUT is written."""
    if target == "-":
        return nullcontext(sys.stdout)
    path = Path(target)
    if source != "-" and path.exists() and path.samefile(source):
        raise OSError(f"{target} is IN and OUT")
    return path.open("w", encoding="utf-8")
