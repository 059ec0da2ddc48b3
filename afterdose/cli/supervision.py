"""The configuration under which supervisord watches our processes."""

from __future__ import annotations

import sys
from collections.abc import Sequence

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
command={python} -m afterdose.cli.main {name}
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


def supervisor_config(settings: Settings, processes: Sequence[str]) -> str:
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
        PROGRAM.format(name=name, **places) for name in processes
    )


def escape(value: object) -> str:
    """Supervisord expands %(name)s in its values; a literal percent sign is doubled."""
    return str(value).replace("%", "%%")
