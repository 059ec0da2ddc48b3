"""A thing of a protocol as flat fields, so that two versions can be laid side by side."""

from __future__ import annotations

from typing import Any

import msgspec

Fields = dict[str, Any]  # name with dots → text or list of texts


def flat(one: Any) -> Fields:
    """Return the fields of a thing; the meanings of a term are ``meaning.1`` and so on."""
    if isinstance(one, tuple) and all(isinstance(part, str) for part in one):
        return {f"meaning.{n}": part for n, part in enumerate(one, 1)}
    found: Fields = {}
    _flatten("", msgspec.to_builtins(one), found)
    return found


def apart(one: Any, other: Any) -> tuple[str, str]:
    """Return two values as texts; of two lists only what one lacks, if anything."""
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        gone, come = [x for x in one if x not in other], [x for x in other if x not in one]
        if gone or come:
            return shown(gone), shown(come)
    return shown(one), shown(other)


def shown(value: Any) -> str:
    """Write a value as a text; nothing as an empty one."""
    if isinstance(value, (list, tuple)):
        return "; ".join(shown(one) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{key} {shown(one)}" for key, one in value.items() if one is not None)
    return "" if value is None else str(value)


def _flatten(name: str, value: Any, found: Fields) -> None:
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            _flatten(f"{name}.{key}" if name else str(key), inner, found)
    elif isinstance(value, (list, tuple)) and value and all(_has_id(inner) for inner in value):
        found[f"{name}.order"] = [inner["id"] for inner in value]
        for inner in value:
            rest = {key: part for key, part in inner.items() if key != "id"}
            _flatten(f"{name}.{inner['id']}", rest, found)
    else:
        found[name] = value


def _has_id(value: Any) -> bool:
    return isinstance(value, dict) and "id" in value
