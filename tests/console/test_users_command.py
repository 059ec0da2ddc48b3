from __future__ import annotations

import pytest
from typer.testing import CliRunner, Result

from afterdose.cli.main import typer_app
from afterdose.console.accounts import ROLES, add_demo_accounts
from afterdose.records.database import reading, session
from afterdose.records.models import Clinician, User
from tests.console import clinic


@pytest.fixture(autouse=True)
def team(sqlite: str) -> None:
    with session() as records:
        clinic.add_clinician(records, "Nora Nielsen", "nurse", clinic.NURSE)


def add(*arguments: str, password: str = clinic.PASSWORD) -> Result:
    words = ["users", "add", *arguments, "--password-stdin"]
    return CliRunner().invoke(typer_app, words, input=f"{password}\n")


def stored() -> list[User]:
    with reading() as records:
        return list(records.query(User))


def test_an_account_tied_to_the_person_on_the_team_list() -> None:
    done = add("--username", "Nora", "--role", "nurse", "--phone", clinic.NURSE)
    assert (done.exit_code, done.stdout) == (0, "added nora (nurse)\n")
    user = stored()[0]
    assert user.username == "nora"
    assert user.password_hash.startswith("$argon2id$")
    with reading() as records:
        assert records.get_one(Clinician, user.clinician_id).name == "Nora Nielsen"


@pytest.mark.parametrize(
    ("arguments", "password", "reason"),
    [
        (["--username", "x", "--role", "boss"], clinic.PASSWORD, "--role: boss"),
        (["--username", " ", "--role", "nurse"], clinic.PASSWORD, "--username"),
        (["--username", "x", "--role", "nurse"], "too short", "12"),
        (
            ["--username", "x", "--role", "nurse", "--phone", "+15550109999"],
            clinic.PASSWORD,
            "--phone",
        ),
    ],
)
def test_a_refusal_says_why_and_changes_nothing(
    arguments: list[str], password: str, reason: str
) -> None:
    refused = add(*arguments, password=password)
    assert refused.exit_code == 1
    assert reason in refused.stderr
    assert stored() == []


def test_a_name_is_taken_once_however_it_is_written() -> None:
    add("--username", "nora", "--role", "nurse")
    again = add("--username", "NORA", "--role", "supervisor")
    assert (again.exit_code, "exists already" in again.stderr) == (1, True)
    assert [user.role for user in stored()] == ["nurse"]


def test_the_demo_accounts_are_made_once() -> None:
    add_demo_accounts()
    add_demo_accounts()
    assert [(user.username, user.role) for user in stored()] == [(role, role) for role in ROLES]
