"""The least that has to be known for a different disposition."""

from __future__ import annotations

import msgspec

from afterdose.pages.compared import Pair
from afterdose.pages.items import Item, Known
from afterdose.pages.spans import Ranges
from afterdose.triage.decision import Decision
from afterdose.triage.dispositions import rank


class Core(msgspec.Struct, frozen=True):
    """The least that has to be known for a different disposition.

    ``cause``: the items by which a rule fires in one set only. If ``known`` holds more, these are
    an example of the other signs that it takes: they add up, or keep a default away.
    ``ranges``: for each number of the cause the lowest and highest value, in its own unit.
    ``more``: with yet more signs, the worst change there is, if it is another one.
    """

    known: Known
    cause: frozenset[Item]
    ranges: Ranges
    before: Decision
    after: Decision
    more: Pair | None = None

    @property
    def pair(self) -> Pair:
        """The ranks before and after."""
        return rank(self.before.disposition), rank(self.after.disposition)

    @property
    def others(self) -> Known | None:
        """The example of other signs, if it takes any."""
        items = self.known.items - self.cause
        return Known(items, self.known.numbers) if items else None
