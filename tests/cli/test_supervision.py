"""What `afterdose run` starts: one process of each kind, and every Rasa server that is named."""

from __future__ import annotations

from configparser import RawConfigParser
from pathlib import Path

import pytest

from afterdose.cli.supervision import programs, supervisor_config
from afterdose.settings import Settings


def config(tmp_path: Path, **settings: str) -> RawConfigParser:
    chosen = Settings(AFTERDOSE_VAR=tmp_path / "with 100%", **settings)  # type: ignore[arg-type]
    read = RawConfigParser()
    read.read_string(supervisor_config(chosen, programs(chosen)))
    return read


@pytest.mark.parametrize(
    ("urls", "names"),
    [
        ("http://127.0.0.1:5005", ["rasa"]),
        ("http://127.0.0.1:5005, http://127.0.0.1:5006", ["rasa", "rasa2"]),
    ],
)
def test_every_rasa_server_is_started_on_its_own_address(
    tmp_path: Path, urls: str, names: list[str]
) -> None:
    read = config(tmp_path, rasa_url=urls)
    rasas = [s for s in read.sections() if read.get(s, "command", fallback="").endswith(" rasa")]
    assert rasas == [f"program:{name}" for name in names]
    for section, url in zip(rasas, urls.split(", "), strict=True):
        assert read.get(section, "environment") == f'AFTERDOSE_RASA_URL="{url}"'


def test_a_percent_sign_in_a_path_stays_one(tmp_path: Path) -> None:
    assert "with 100%%/log/web.log" in config(tmp_path).get("program:web", "stdout_logfile")
