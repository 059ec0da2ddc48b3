from __future__ import annotations

from pathlib import Path

import pytest
import typer
from sqlalchemy import text
from typer.testing import CliRunner, Result

from afterdose.cli import records
from afterdose.records import migrate, queries
from afterdose.records.database import engine, reading
from tests.conftest import SECRET_KEYS, forget
from tests.records.imports.files import GOOD, csv_of


def afterdose(*arguments: str) -> Result:
    app = typer.Typer()
    records.register(app)
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A clinic's four files."""
    for kind, cells in GOOD.items():
        changes = {"last_infusion_date": "2020-01-01", "taken_on": "2020-02-01"}
        changes |= {"consented_on": "2020-01-01"}
        good = cells | {name: cell for name, cell in changes.items() if name in cells}
        (tmp_path / f"{kind}.csv").write_text(csv_of([good]))
    return tmp_path


def test_a_new_installation_takes_in_its_files(folder: Path) -> None:
    said = [afterdose(kind, "import", str(folder / f"{kind}.csv")) for kind in GOOD]
    assert [result.exit_code for result in said] == [0, 0, 0, 0], [r.stderr for r in said]
    assert [result.stdout for result in said] == [
        "1 patients read: 1 new, 0 changed.\n",
        "1 laboratory values read: 1 new, 0 corrected.\n",
        "1 people read: 1 new, 0 changed.\n",
        "1 shifts read: 1 new; 0 older ones made room.\n",
    ]
    with reading() as opened:
        ana = queries.patient_by_phone(opened, "+15550100111")
        assert ana is not None and queries.labs_of(opened, ana.id)["platelets"]["value"] == 210


def test_a_bad_file_ends_with_its_faults_on_stderr_and_changes_nothing(
    sqlite: str, folder: Path
) -> None:
    file = folder / "patients.csv"
    file.write_text(file.read_text() + file.read_text().splitlines()[1].replace('"en"', '"fr"'))
    result = afterdose("patients", "import", str(file))
    assert result.exit_code == 1 and result.stdout == ""
    assert result.stderr.splitlines() == [
        f'{file}: line 3, column language: "fr" is not one of en, es',
        f"{file}: line 3, column external_id: stands in line 2 already",
        f"{file}: line 3, column phone: stands in line 2 already",
        "Nothing was imported.",
    ]
    with reading() as opened:
        assert queries.patient_by_external_id(opened, "P1") is None


def test_a_file_that_is_not_there_is_named(sqlite: str, tmp_path: Path) -> None:
    result = afterdose("rota", "import", str(tmp_path / "rota.csv"))
    assert result.exit_code == 1
    assert f"{tmp_path / 'rota.csv'}: No such file or directory" in result.stderr


def test_tables_of_another_version_are_not_written_to(sqlite: str, folder: Path) -> None:
    with engine().begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    result = afterdose("patients", "import", str(folder / "patients.csv"))
    assert result.exit_code == 1
    assert "afterdose db upgrade" in result.stderr


def test_db_upgrade_makes_the_tables() -> None:
    result = afterdose("db", "upgrade")
    assert result.exit_code == 0
    assert str(migrate.newest()) in result.stdout


def test_db_rotate_keys_writes_everything_anew(
    sqlite: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    afterdose("team", "import", str(folder / "team.csv"))
    new = "the-new-key-with-at-least-32-characters"
    monkeypatch.setenv("AFTERDOSE_SECRET_KEYS", f"{new},{SECRET_KEYS}")
    forget()
    assert afterdose("db", "rotate-keys").exit_code == 0
    monkeypatch.setenv("AFTERDOSE_SECRET_KEYS", new)
    forget()
    with reading() as opened:
        assert queries.clinician_by_phone(opened, "+15550100121") is not None
    monkeypatch.setenv("AFTERDOSE_SECRET_KEYS", SECRET_KEYS)
    forget()
    refused = afterdose("db", "rotate-keys")
    assert refused.exit_code == 1
    assert "AFTERDOSE_SECRET_KEYS lacks the key" in refused.stderr
