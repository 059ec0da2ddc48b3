"""Conditions as trees: the part of CEL that protocols use.

The engine runs conditions with a CEL library that shows no tree. Here they are read a second
time, by a grammar of their own; the differential tests hold the two readings against each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from lark import Lark, Token, Transformer
from lark.exceptions import UnexpectedInput, VisitError

GRAMMAR = r"""
?start: ternary
?ternary: or | or "?" ternary ":" ternary -> choose
?or: and ("||" and)*
?and: relation ("&&" relation)*
?relation: sum | sum OPERATOR sum -> compare | sum "in" sum -> member
?sum: product (SUM product)*
?product: unary (PRODUCT unary)*
?unary: "!" unary -> negate | "-" unary -> minus | postfix
?postfix: atom | postfix "." WORD -> field
        | postfix "." MACRO "(" WORD "," ternary ")" -> macro
        | postfix "." "size" "(" ")" -> size
?atom: "(" ternary ")" | "has" "(" postfix ")" -> has
     | "[" [ternary ("," ternary)*] "]" -> written
     | STRING -> text | NUMBER -> number | "true" -> true | "false" -> false | WORD -> name
OPERATOR: "==" | "!=" | "<=" | ">=" | "<" | ">"
SUM: "+" | "-"
PRODUCT: "*" | "/"
MACRO.2: "exists" | "all" | "filter"
STRING: /'(?:[^'\\]|\\.)*'/ | /"(?:[^"\\]|\\.)*"/
NUMBER: /\d+(\.\d+)?/
WORD: /[A-Za-z_]\w*/
%ignore /\s+/
"""


class OutsideSubset(Exception):
    """A condition uses something that the proof does not know: the message quotes it."""


@dataclass(frozen=True)
class Node:
    """One part of a condition.

    ``kind`` says which: ``name`` (value: the dotted name), ``text``, ``number`` and ``truth``
    (value: the constant), ``list``, ``not``, ``and``, ``or``, ``choose`` (condition, then, else),
    ``compare`` and ``arithmetic`` (value: the operator), ``in``, ``has``, ``size``, and
    ``exists``, ``all``, ``filter`` (value: the bound name; parts: list and condition).
    """

    kind: str
    parts: tuple[Node, ...] = ()
    value: Any = None


@cache
def parse(expression: str) -> Node:
    """Read one condition; raises OutsideSubset."""
    try:
        return _TREE.transform(_PARSER.parse(expression))
    except UnexpectedInput as error:
        raise OutsideSubset(f"{expression}: not understood at {_near(error, expression)}") from None
    except VisitError as error:
        raise OutsideSubset(f"{expression}: {error.orig_exc}") from None


def _near(error: UnexpectedInput, expression: str) -> str:
    rest = expression[error.pos_in_stream or 0 :].split("\n")[0][:30]
    return f"'{rest}'" if rest else "its end"


def _joined(kind: str) -> Any:
    def build(_self: Any, parts: list[Node]) -> Node:
        return Node(kind, tuple(parts))

    return build


class _Tree(Transformer[Token, Node]):
    def name(self, parts: list[Any]) -> Node:
        return Node("name", value=str(parts[0]))

    def field(self, parts: list[Any]) -> Node:
        if parts[0].kind != "name":
            raise OutsideSubset(f".{parts[1]} of something that is no name")
        return Node("name", value=f"{parts[0].value}.{parts[1]}")

    def text(self, parts: list[Any]) -> Node:
        return Node("text", value=str(parts[0])[1:-1])

    def number(self, parts: list[Any]) -> Node:
        return Node("number", value=Fraction(str(parts[0])))

    def true(self, _parts: list[Any]) -> Node:
        return Node("truth", value=True)

    def false(self, _parts: list[Any]) -> Node:
        return Node("truth", value=False)

    def written(self, parts: list[Any]) -> Node:
        return Node("list", tuple(part for part in parts if part is not None))

    def compare(self, parts: list[Any]) -> Node:
        return Node("compare", (parts[0], parts[2]), str(parts[1]))

    def macro(self, parts: list[Any]) -> Node:
        return Node(str(parts[1]), (parts[0], parts[3]), str(parts[2]))

    def minus(self, parts: list[Any]) -> Node:
        return Node("arithmetic", (Node("number", value=Fraction(0)), parts[0]), "-")

    def sum(self, parts: list[Any]) -> Node:
        tree = parts[0]
        for i in range(1, len(parts), 2):
            tree = Node("arithmetic", (tree, parts[i + 1]), str(parts[i]))
        return tree  # type: ignore[no-any-return]

    product = sum
    negate = _joined("not")
    member = _joined("in")
    choose = _joined("choose")
    has = _joined("has")
    size = _joined("size")


setattr(_Tree, "and", _joined("and"))
setattr(_Tree, "or", _joined("or"))
_PARSER = Lark(GRAMMAR, parser="lalr", maybe_placeholders=False)
_TREE = _Tree()
