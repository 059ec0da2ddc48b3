from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from afterdose.records import keys
from afterdose.records.keys import Keys, UnreadableError, current_keys, secret
from afterdose.records.secrets import var
from afterdose.settings import SettingsError, settings
from tests.conftest import forget

OLD = "the-old-key-with-at-least-32-characters"
NEW = "the-new-key-with-at-least-32-characters"


def test_the_newest_key_writes_and_every_key_reads() -> None:
    written = Keys([OLD]).encrypt("red dots")
    both = Keys([NEW, OLD])
    assert both.decrypt(written) == "red dots"
    assert Keys([NEW]).decrypt(both.encrypt("red dots")) == "red dots"
    assert Keys([NEW]).decrypt(both.rotate(written)) == "red dots"


def test_a_text_of_a_key_that_is_gone_cannot_be_read_and_the_error_says_so() -> None:
    written = Keys([OLD]).encrypt("red dots")
    with pytest.raises(UnreadableError, match="AFTERDOSE_SECRET_KEYS"):
        Keys([NEW]).decrypt(written)
    with pytest.raises(UnreadableError, match="AFTERDOSE_SECRET_KEYS"):
        Keys([NEW]).rotate(written)


def test_a_phone_is_found_under_every_key_and_stored_under_the_newest() -> None:
    old, new = Keys([OLD]).phone_hashes("+15550100111"), Keys([NEW]).phone_hashes("+15550100111")
    assert Keys([NEW, OLD]).phone_hashes("+15550100111") == new + old
    assert Keys([OLD]).phone_hashes("+15550100112") != old


def test_a_short_key_is_refused_by_the_name_of_its_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERDOSE_SECRET_KEYS", f"{NEW},short")
    forget()
    with pytest.raises(SettingsError, match=r"AFTERDOSE_SECRET_KEYS.*32"):
        current_keys()


def test_the_first_run_makes_a_key_that_the_next_run_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AFTERDOSE_SECRET_KEYS")
    forget()
    written = current_keys().encrypt("red dots")
    assert (settings().var / "secret_keys").stat().st_mode & 0o777 == 0o600
    forget()
    assert current_keys().decrypt(written) == "red dots"


def test_processes_that_start_together_agree_on_one_secret(tmp_path: Path) -> None:
    code = "from afterdose.records.keys import secret; print(secret('rasa_token'))"
    started = [
        subprocess.Popen([sys.executable, "-c", code], env=dict(os.environ), stdout=subprocess.PIPE)
        for _ in range(4)
    ]
    said = {process.communicate(timeout=60)[0].decode().strip() for process in started}
    assert said == {secret("rasa_token")}
    folder = var() / "secrets"
    assert [path.name for path in folder.iterdir()] == ["rasa_token"]
    assert (folder / "rasa_token").stat().st_mode & 0o777 == 0o600


def test_each_secret_is_another_one() -> None:
    assert len({secret("rasa_token"), secret("sessions"), keys.secret("simulator")}) == 3
