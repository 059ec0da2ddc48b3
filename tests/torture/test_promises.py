"""docs/durability.md names tests that exist."""

from __future__ import annotations

import re

from afterdose.settings import ROOT
from tests.torture.plants import PLANTS

PAGE = (ROOT / "docs" / "durability.md").read_text("utf-8")


def test_every_promise_names_a_test_that_exists() -> None:
    table = PAGE.partition("| promise | held by |")[2].partition("\n\n")[0]
    promises = [row for row in table.splitlines() if row.startswith("| **")]
    assert len(promises) > 10
    for promise in promises:
        named = re.findall(r"`(\w+/test_\w+)`", promise)
        assert named, promise
        for name in named:
            assert (ROOT / "tests" / f"{name}.py").is_file(), name


def test_the_number_of_planted_faults_is_the_true_one() -> None:
    assert f"{len(PLANTS)} planted faults" in PAGE
