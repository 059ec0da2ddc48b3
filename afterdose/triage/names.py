"""The names and comparisons in an expression, found without compiling it.

Rasa's environment has no CEL library, and an error should name the field and line of a
wrong name before anything is run.
"""

from __future__ import annotations

import re

_STRING = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_NAME = re.compile(r"(?<![\w.])[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
_BOUND = re.compile(r"\.(?:exists|all|exists_one|filter|map)\(\s*([A-Za-z_]\w*)\s*,")
_WORDS = {"in", "true", "false", "null", "has", "size", "double", "int", "string"}
_METHODS = {"exists", "all", "exists_one", "filter", "map", "size", "contains", "startsWith"}

_LIST = r"\[\s*((?:'[^']*'\s*,?\s*)*)\]"
_COMPARISONS = (
    re.compile(r"(?<![\w.])(\w+)\s*[=!]=\s*('[^']*')"),
    re.compile(r"('[^']*')\s*[=!]=\s*(?<![\w.])(\w+)"),
    re.compile(r"('[^']*')\s+in\s+(\w+)"),
    re.compile(rf"(?<![\w.])(\w+)\s+in\s+{_LIST}"),
    re.compile(rf"(?<![\w.])(\w+)\s*[=!]=\s*{_LIST}"),
    re.compile(rf"(?<![\w.])(\w+)\.(?:exists|all|filter)\(\s*(\w+)\s*,\s*\2\s+in\s+{_LIST}"),
    re.compile(r"(?<![\w.])(\w+)\.(?:exists|all|filter)\(\s*(\w+)\s*,\s*\2\s*[=!]=\s*('[^']*')"),
)


def names(expression: str) -> list[str]:
    """Return the dotted names that an expression reads, each once, in order.

    >>> names("B1 == 'yes' && labs.platelets.value < limit.low")
    ['B1', 'labs.platelets.value', 'limit.low']
    """
    bare = _STRING.sub("''", expression)
    bound = set(_BOUND.findall(bare))
    found: dict[str, None] = {}
    for match in _NAME.finditer(bare):
        parts = match.group().split(".")
        called = bare[match.end() :].lstrip().startswith("(")
        if called and len(parts) == 1 and parts[0] in _WORDS:
            continue
        if called and parts[-1] in _METHODS:
            parts = parts[:-1]
        if parts[0] in bound or (len(parts) == 1 and parts[0] in _WORDS):
            continue
        found[".".join(parts)] = None
    return list(found)


def comparisons(expression: str) -> list[tuple[str, str]]:
    """Return (name, text) for each text that the expression compares a name with.

    >>> comparisons("'dots' in B4 || B1 == 'yes'")
    [('B1', 'yes'), ('B4', 'dots')]
    """
    bound = set(_BOUND.findall(expression))
    found: dict[tuple[str, str], None] = {}
    for pattern in _COMPARISONS:
        for match in pattern.finditer(expression):
            groups = [g for g in match.groups() if g is not None]
            texts = [t[1:-1] for g in groups for t in _STRING.findall(g)]
            name = next(g for g in groups if "'" not in g)
            if name not in bound:
                found.update({(name, text): None for text in texts})
    return list(found)


def day_edges(expression: str, limits: dict[str, float]) -> set[int]:
    """Return the numbers with which an expression compares the treatment day D.

    ``limits`` gives the values of named limits, in days.

    >>> sorted(day_edges("D >= 2 && D <= limit.late", {"late": 90.0}))
    [2, 90]
    """
    found = {int(n) for n in re.findall(r"(?<![\w.])D\s*[<>=!]=?\s*(\d+)", expression)}
    for name in re.findall(r"(?<![\w.])D\s*[<>=!]=?\s*limit\.(\w+)", expression):
        if name in limits:
            found.add(int(limits[name]))
    return found
