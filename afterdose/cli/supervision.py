"""The configuration under which supervisord watches our processes."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

from afterdose.settings import ROOT, Settings

HEAD = """\
[supervisord]
logfile={log}/supervisord.log
pidfile={var}/supervisord.pid
nodaemon=true
silent=true

[unix_http_server]
file={socket}
chmod=0700

[supervisorctl]
serverurl=unix://{socket}

[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
"""

# A dead process comes back at once and for ever: giving up would leave patients alone.
PROGRAM = """
[program:{name}]
command={python} -m afterdose.cli.main {process}
environment={environment}
directory={root}
autorestart=true
startsecs=1
startretries=1000000
stopasgroup=true
killasgroup=true
stopwaitsecs=10
stdout_logfile={log}/{name}.log
redirect_stderr=true
stdout_logfile_maxbytes=20MB
stdout_logfile_backups=3
"""


@dataclass(frozen=True)
class Program:
    """One process to watch: ``afterdose <process>`` with settings of its own."""

    name: str
    process: str
    settings: tuple[tuple[str, str], ...] = ()


def programs(settings: Settings) -> list[Program]:
    """Name the processes of this machine; each server of AFTERDOSE_RASA_URL is one."""
    urls = [url.strip() for url in settings.rasa_url.split(",") if url.strip()]
    rasas = [
        Program("rasa" if number == 1 else f"rasa{number}", "rasa", (("AFTERDOSE_RASA_URL", url),))
        for number, url in enumerate(urls, start=1)
    ]
    return [
        Program("actions", "actions"),
        *rasas,
        Program("worker", "worker"),
        Program("web", "web"),
    ]


def supervisor_config(settings: Settings, wanted: Sequence[Program]) -> str:
    """Write out the configuration for these processes of this installation."""
    var = settings.var.resolve()
    log = var / "log"
    log.mkdir(parents=True, exist_ok=True)
    places = {
        "var": escape(var),
        "log": escape(log),
        "root": escape(ROOT),
        "socket": escape(var / "supervisor.sock"),
        "python": escape(sys.executable),
    }
    return HEAD.format(**places) + "".join(
        PROGRAM.format(
            name=program.name,
            process=program.process,
            environment=",".join(f'{k}="{escape(v)}"' for k, v in program.settings),
            **places,
        )
        for program in wanted
    )


def escape(value: object) -> str:
    """Supervisord expands %(name)s in its values; a literal percent sign is doubled."""
    return str(value).replace("%", "%%")
