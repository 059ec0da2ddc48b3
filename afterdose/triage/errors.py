"""What can be wrong with protocols, and with answers handed to them."""

from __future__ import annotations


class ProtocolError(Exception):
    """A protocol file is wrong: which file, line and field, and why."""

    def __init__(self, file: str, line: int, field: str, message: str) -> None:
        super().__init__(f"{file}:{line}: {field}: {message}")
        self.file = file
        self.line = line
        self.field = field
        self.message = message


class AnswerError(ValueError):
    """Answers or context that no protocol knows: the message names the key and the reason."""
