"""Where log lines go: a disk that is full, or a pipe that is gone, must not stop any work."""

from __future__ import annotations

from contextlib import suppress
from typing import TextIO


class LogLines:
    """A text file for logs: what cannot be written is dropped."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, line: str) -> int:
        """Write a line, or drop it."""
        with suppress(OSError, ValueError):
            self._file.write(line)
        return len(line)

    def flush(self) -> None:
        """Hand everything over, or drop it."""
        with suppress(OSError, ValueError):
            self._file.flush()
