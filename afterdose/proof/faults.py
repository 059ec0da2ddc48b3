"""What a check found wrong: where, why, and a case in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from afterdose.triage.document import Document
from afterdose.triage.errors import ProtocolError


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a protocol set."""

    place: str  # file:line and the rule, question or text
    message: str
    case: str = ""  # the answers on which it shows

    def __str__(self) -> str:
        """Return it as a line, with the case on a second one."""
        told = f"\n    for example: {self.case}" if self.case else ""
        return f"{self.place}: {self.message}{told}"


def of_error(error: ProtocolError) -> Fault:
    """Return the fault that a file which cannot be loaded has."""
    return Fault(f"{error.file}:{error.line}: {error.field}", error.message)


class Places:
    """Where every rule, question, term, limit and guidance of a folder of protocols stands."""

    def __init__(self, root: Path) -> None:
        self._found: dict[str, str] = {}
        for file in [*sorted(root.glob("*.yml")), *sorted(root.glob("shared/*.yml"))]:
            name = file.name if file.parent == root else f"shared/{file.name}"
            self._read(Document(file, name))

    def of(self, name: str) -> str:
        """Return the place of a rule, a question, a term or ``guidance:area:disposition``."""
        shown = name.rpartition(":")[2] if name.startswith(("guidance:", "area:")) else name
        return f"{self._found.get(name, 'protocols')} {shown}"

    def _read(self, document: Document) -> None:
        data = document.data
        area = str(data.get("area", ""))
        for kind in ("questions", "decisions", "raises", "adding_up"):
            for i, part in enumerate(data.get(kind) or ()):
                self._note(document, str(part.get("id")), (kind, i))
        for kind in ("terms", "limits", "findings", "context"):
            for name in data.get(kind) or ():
                self._note(document, name, (kind, name))
        for disposition in data.get("guidance") or ():
            self._note(document, f"guidance:{area}:{disposition}", ("guidance", disposition))
        if "no_rule" in data:
            self._note(document, "no_rule", ("no_rule",))
        self._note(document, f"area:{area}", ())

    def _note(self, document: Document, name: str, where: tuple[str | int, ...]) -> None:
        self._found.setdefault(name, f"{document.name}:{document.line(where)}")
