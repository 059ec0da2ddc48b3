from __future__ import annotations

from afterdose.messaging.housekeeping import Housekeeping


def test_a_part_that_fails_keeps_no_other_from_its_turn() -> None:
    done: list[str] = []

    def broken() -> None:
        raise RuntimeError("broken")

    def works() -> None:
        done.append("works")

    pause = Housekeeping([broken, works]).step()

    assert done == ["works"]
    assert pause > 0
