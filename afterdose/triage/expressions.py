"""Conditions in CEL: three-valued, so that an absent answer matches nothing."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any


class BrokenExpression(Exception):
    """A condition cannot be computed on these values: the protocol itself is wrong."""


@cache
def program(expression: str) -> Any:
    """Compile one expression; raises ValueError for wrong syntax."""
    import cel  # not there in Rasa's environment, which only reads protocols

    return cel.compile(expression)


class Facts:
    """What is known in one situation; a name that is not there has no value."""

    def __init__(self, variables: Mapping[str, Any]) -> None:
        import cel

        self._context = cel.Context(variables=dict(variables))

    def add(self, facts: Mapping[str, Any]) -> None:
        """Add facts; a value of None adds nothing.

        The library copies the context after each change, so add many at once.
        """
        self._context.update({n: v for n, v in facts.items() if v is not None})

    def value(self, expression: str) -> Any:
        """Compute an expression; None if it depends on something that is not known.

        CEL follows Kleene's logic: ``true || unknown`` is true, ``false && unknown`` is
        false, anything else with an unknown has no value.
        Raises BrokenExpression when types do not fit, because a rule that silently never
        fires would lower a disposition.
        """
        try:
            return program(expression).execute(self._context)
        except KeyError:
            return None  # a field of a map, such as a laboratory test that was not done
        except RuntimeError as error:
            if "Undefined variable" in str(error):
                return None
            raise BrokenExpression(f"{expression}: {error}") from None
        except (TypeError, ValueError, OverflowError) as error:
            raise BrokenExpression(f"{expression}: {error}") from None

    def holds(self, expression: str) -> bool:
        """Say whether a condition is true; unknown is not true."""
        value = self.value(expression)
        if value is not None and not isinstance(value, bool):
            raise BrokenExpression(f"{expression}: is no condition but {value!r}")
        return value is True

    def first(self, alternatives: tuple[str, ...]) -> Any:
        """Return the value of the first alternative that has one."""
        for expression in alternatives:
            value = self.value(expression)
            if value is not None:
                return value
        return None
