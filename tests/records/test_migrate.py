from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from afterdose.records import migrate
from afterdose.records.database import engine
from afterdose.records.models import Base


def test_the_migrations_build_what_the_models_say(database: str) -> None:
    with engine().connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        differences = compare_metadata(context, Base.metadata)
        assert migrate.current(connection) == migrate.newest()
    assert differences == []


def test_the_way_down_and_up_again_is_open(database: str) -> None:
    migrate.downgrade("base")
    assert set(inspect(engine()).get_table_names()) <= {"alembic_version"}
    migrate.upgrade()
    assert set(Base.metadata.tables) <= set(inspect(engine()).get_table_names())


def test_an_upgrade_with_nothing_left_to_do_changes_nothing(database: str) -> None:
    migrate.upgrade()
    with engine().connect() as connection:
        assert migrate.current(connection) == migrate.newest()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_processes_that_start_together_all_find_the_tables(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    if kind == "postgresql":
        request.getfixturevalue("postgresql")
        migrate.downgrade("base")
    command = [sys.executable, "-c", "from afterdose.records import migrate; migrate.upgrade()"]
    started = [
        subprocess.Popen(command, env=dict(os.environ), stderr=subprocess.PIPE, cwd=tmp_path)
        for _ in range(3)
    ]
    for process in started:
        _, complaint = process.communicate(timeout=120)
        assert process.returncode == 0, complaint.decode()
    with engine().connect() as connection:
        assert migrate.current(connection) == migrate.newest()
