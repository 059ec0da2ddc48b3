"""Whole conversations of every area, as the tables in talks/ write them down.

All of them are held side by side with one installation. Each transcript stands under talks/ in
the installation's folder, and in the message of a test that fails.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from tests.standin.twilio_server import StandInTwilio
from tests.system.conftest import twilio_settings
from tests.system.installation import Installation, until
from tests.system.people import write_clinic
from tests.system.talks.table import Talk, all_talks
from tests.system.talks.talking import Talking, TooBusy, add_patients, numbers_of

SIDE_BY_SIDE = 4
TALKS = all_talks()


def marked(talk: Talk) -> object:
    late = talk.fails_until
    marks = [pytest.mark.xfail(reason=late, strict=True)] if late else []
    return pytest.param(talk, id=talk.name, marks=marks)


def start(made: Installation) -> None:
    """Start the processes, with more patience than a single scenario has."""
    try:
        made.start()
    except AssertionError:
        until(made.ready, "the installation is ready on a busy machine; see run.log", within=600)


@pytest.fixture(scope="module")
def held(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Future[Talking]]]:
    """Hold all the talks that were chosen, some side by side; give back what becomes of each."""
    chosen = {
        item.callspec.params["talk"].name
        for item in request.session.items
        if isinstance(item, pytest.Function) and item.originalname == "test_a_talk"
    }
    folder = tmp_path_factory.mktemp("talks-clinic")
    (folder / "talks").mkdir()
    write_clinic(folder)
    add_patients(folder, TALKS)
    with StandInTwilio() as twilio, ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        made = Installation(folder, twilio_settings(twilio))
        made.run("db", "upgrade")
        for kind in ("patients", "labs", "team", "rota"):
            made.run(kind, "import", str(folder / f"{kind}.csv"))

        def hold(talk: Talk) -> Talking:
            for number in numbers_of(TALKS.index(talk)):
                talking = Talking(talk, number, made, twilio)
                try:
                    talking.hold()
                except AssertionError as failure:
                    talking.wrong.append(str(failure))
                except TooBusy:
                    talking.wrong.append("the fail-safe spoke: the machine is too busy")
                    continue
                break
            name = "".join(c if c.isalnum() else "-" for c in talk.name)
            (folder / "talks" / f"{name}.txt").write_text(talking.transcript())
            return talking

        try:
            start(made)
            yield {talk.name: pool.submit(hold, talk) for talk in TALKS if talk.name in chosen}
        finally:
            pool.shutdown(cancel_futures=True)
            made.stop()


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("talk", [marked(talk) for talk in TALKS])
def test_a_talk(talk: Talk, held: dict[str, Future[Talking]]) -> None:
    talking = held[talk.name].result()
    assert not talking.wrong, talking.transcript()
