"""Which codes the program writes into the records: read from its source, so no list can age.

Starts at a field (`kind` of `CaseEvent`) and follows it back: a constant is found, a parameter
leads to the calls of its function, a local name to what it is given.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from afterdose.settings import ROOT

ROOMS = ("records", "messaging", "escalation", "dialogue")
# How the console writes an entry of the audit log.
AUDITED = (
    re.compile(r'(?:audit\.record[,(]|_entry\()[^"]*?"([\w.]+)"'),
    re.compile(r'AuditEntry\([^)]*?action="([\w.]+)"'),
)
Sink = tuple[str, str, int | None]  # function or class, parameter, its place if not by name only


def codes(function: str, parameter: str, place: int | None = None) -> set[str]:
    """Collect every constant that can reach this parameter."""
    found: set[str] = set()
    todo: list[Sink] = [(function, parameter, place)]
    seen: set[Sink] = set()
    while todo:
        sink = todo.pop()
        if sink in seen:
            continue
        seen.add(sink)
        for module in modules():
            for value, inside in values(module, *sink):
                constants, further = resolve(value, inside, module)
                found |= constants
                todo += further
    return found


def audited() -> set[str]:
    """Collect every action that the console writes into the audit log."""
    files = (ROOT / "afterdose" / "console").rglob("*.py")
    sources = [file.read_text("utf-8") for file in files]
    return {code for source in sources for form in AUDITED for code in form.findall(source)}


def modules() -> Iterator[ast.Module]:
    for room in ROOMS:
        for file in sorted((ROOT / "afterdose" / room).rglob("*.py")):
            if "migrations" not in Path(file).parts:
                yield ast.parse(file.read_text("utf-8"))


def values(
    module: ast.Module, name: str, parameter: str, place: int | None
) -> Iterator[tuple[ast.expr, ast.FunctionDef]]:
    """Yield what is given for the parameter at each call, and the function of the call."""
    for function in (f for f in ast.walk(module) if isinstance(f, ast.FunctionDef)):
        for call in (c for c in ast.walk(function) if isinstance(c, ast.Call)):
            called = call.func
            if name != getattr(called, "attr", getattr(called, "id", None)):
                continue
            given = [keyword.value for keyword in call.keywords if keyword.arg == parameter]
            if not given and place is not None and len(call.args) > place:
                given = [call.args[place]]
            for value in given:
                yield value, function


def resolve(
    value: ast.expr, inside: ast.FunctionDef, module: ast.Module
) -> tuple[set[str], list[Sink]]:
    """Split an expression into its constants and the parameters that it comes from."""
    match value:
        case ast.Constant(value=str() as code):
            return {code}, []
        case ast.IfExp(body=body, orelse=other):
            parts = [resolve(part, inside, module) for part in (body, other)]
            return {c for p in parts for c in p[0]}, [s for p in parts for s in p[1]]
        case ast.Name(id=name) | ast.Attribute(attr=name):
            plain = [argument.arg for argument in inside.args.args]
            named = [argument.arg for argument in inside.args.kwonlyargs]
            if isinstance(value, ast.Name) and name in [*plain, *named]:
                place = plain.index(name) if name in plain else None
                return set(), [(inside.name, name, place)]
            given = {c for tree in (inside, *modules()) for c in constants(tree, name)}
            assert given, f"nobody knows what {name} in {inside.name} is"
            return given, []
    return set(), []  # a value read from a row, written earlier by another call


def constants(tree: ast.AST, name: str) -> Iterator[str]:
    """Yield the texts that a name is set to."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and name in [getattr(t, "id", None) for t in node.targets]:
            parts = [node.value]
            if isinstance(node.value, ast.IfExp):
                parts = [node.value.body, node.value.orelse]
            yield from (p.value for p in parts if isinstance(p, ast.Constant) and p.value)
