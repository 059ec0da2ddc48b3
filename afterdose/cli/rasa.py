"""`afterdose rasa` and `afterdose actions`: the two processes of the conversation."""

from __future__ import annotations

import os
import sys
from urllib.parse import urlsplit

import typer

from afterdose.settings import ROOT, Settings, SettingsError, settings

PYTHON = ROOT / "runtimes" / "rasa" / ".venv" / "bin" / "python"
KEPT_FROM_RASA = ("TWILIO_", "AFTERDOSE_SECRET_KEYS", "AFTERDOSE_DATABASE_URL")
MODEL = ROOT / "models" / "afterdose.tar.gz"


def register(app: typer.Typer) -> None:
    """Add the commands."""

    @app.command(
        "rasa",
        context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    )
    def rasa(context: typer.Context) -> None:
        """Run the Rasa server; with arguments, run Rasa's own command line (train, test, ...)."""
        chosen = settings()
        arguments = context.args or server_arguments(chosen)
        if not PYTHON.exists():
            raise SettingsError("Rasa's environment is missing: run `make setup`")
        os.chdir(ROOT)  # Rasa looks for its project, and for afterdose.rasa, where it stands
        command = [str(PYTHON), "-m", "rasa", *arguments]
        os.execve(PYTHON, command, rasa_environment(chosen))  # noqa: S606

    @app.command("actions")
    def actions() -> None:
        """Run the action server."""
        serve_actions(settings().actions_url)


def address_of(name: str, url: str) -> tuple[str, int]:
    """Split a URL into host and port; raises SettingsError naming the setting."""
    try:
        parts = urlsplit(url)
        if parts.hostname and parts.port:
            return parts.hostname, parts.port
    except ValueError:
        pass
    raise SettingsError(f"{name}: not a URL with host and port: {url}")


def server_arguments(chosen: Settings) -> list[str]:
    """Return the arguments with which Rasa serves the trained model, and only our channel."""
    host, port = address_of("AFTERDOSE_RASA_URL", chosen.rasa_url.split(",")[0].strip())
    # Rasa would take any other model of the folder, or serve without one, and say "up".
    if not MODEL.is_file():
        raise SettingsError("there is no trained model: run `make train`")
    return ["run", "--model", str(MODEL), "--interface", host, "--port", str(port)]


def rasa_environment(chosen: Settings) -> dict[str, str]:
    """Return the environment that config files and libraries in Rasa's process read."""
    from afterdose.records.secrets import rasa_token

    chosen.var.mkdir(parents=True, exist_ok=True)
    tracker = chosen.tracker_url.replace("postgresql+psycopg://", "postgresql+psycopg2://")
    # Neither Rasa nor anything loaded into it may read the records or speak to the carrier.
    kept = {k: v for k, v in os.environ.items() if not k.startswith(KEPT_FROM_RASA)}
    return kept | {
        "AFTERDOSE_RASA_TOKEN": rasa_token(),
        "AFTERDOSE_ACTIONS_URL": chosen.actions_url.rstrip("/"),
        "AFTERDOSE_TRACKER_URL": tracker,
        "RASA_TELEMETRY_ENABLED": "false",
        "OMP_NUM_THREADS": "1",  # training gets slower with more on a shared machine
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "PYTHONWARNINGS": "ignore::DeprecationWarning",
    }


def serve_actions(url: str) -> None:
    """Serve the actions in this one process, for the Rasa server only."""
    from rasa_sdk.endpoint import create_app
    from rasa_sdk.executor import ActionExecutor

    from actions.protocols import loaded
    from afterdose.cli.wiring import warm_up_language

    host, port = address_of("AFTERDOSE_ACTIONS_URL", url)
    loaded()  # a bad protocol file ends the start, not the first patient's turn
    warm_up_language()
    sys.path.insert(0, str(ROOT))
    executor = ActionExecutor()
    executor.register_package("actions")
    app = create_app(executor, cors_origins=[])
    # rasa_sdk's own start leaves children that go on serving when their parent is killed.
    app.run(host=host, port=port, single_process=True, access_log=False, motd=False)
