"""One YAML file as plain data that still knows the line of each field."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from afterdose.triage.errors import ProtocolError

Where = tuple[Any, ...]  # the way to a field, such as ("questions", 2, "text", "en")


class Document:
    """The data of one file and the line (from 1) on which each field starts."""

    def __init__(self, file: Path, name: str) -> None:
        self.name = name
        self.bytes = file.read_bytes()
        self._lines: dict[Where, int] = {(): 1}
        try:
            loader = yaml.CSafeLoader(self.bytes)
            node = loader.get_single_node()
            self.data = self._plain(loader, node, ()) if node else {}
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise ProtocolError(name, line, "file", str(error.problem)) from None
        if not isinstance(self.data, dict):
            raise ProtocolError(name, 1, "file", "a protocol file is a mapping of fields")

    def line(self, where: Where) -> int:
        """Return the line of a field, or of the nearest field around it."""
        while where not in self._lines:
            where = where[:-1]
        return self._lines[where]

    def error(self, where: Where, message: str) -> ProtocolError:
        """Make the error that points at a field."""
        field = ".".join(str(part) for part in where) or "file"
        return ProtocolError(self.name, self.line(where), field, message)

    def _plain(self, loader: Any, node: Any, where: Where) -> Any:
        self._lines.setdefault(where, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(loader, node, where)
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(loader, n, (*where, i)) for i, n in enumerate(node.value)]
        return _scalar(loader, node)

    def _mapping(self, loader: Any, node: Any, where: Where) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            self._lines[(*where, key)] = key_node.start_mark.line + 1
            if key in found:
                raise self.error((*where, key), "stands twice")
            found[key] = self._plain(loader, value_node, (*where, key))
        return found


def _scalar(loader: Any, node: Any) -> Any:
    kind = node.tag.rpartition(":")[2]
    # YAML reads yes and no as booleans; here they are answers that a nurse writes.
    if kind == "bool":
        lowered = node.value.lower()
        return lowered == "true" if lowered in ("true", "false") else node.value
    if kind in ("int", "float", "null"):
        return loader.construct_object(node)
    return node.value
