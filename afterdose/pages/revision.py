"""A protocol set of another revision of this repository, brought into a folder."""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path

FOLDER = "data/protocols"


class RevisionError(Exception):
    """A revision or folder that git does not have; the message is git's own."""


def is_revision(name: str) -> bool:
    """Say whether a name is ``REV:`` or ``REV:folder`` and no folder of this machine."""
    return ":" in name and not Path(name).exists()


def bring(name: str, repository: Path, target: Path) -> Path:
    """Write the folder of a revision under ``target`` and return it.

    ``name``: ``REV:`` for its data/protocols, or ``REV:folder``. Raises RevisionError.
    """
    revision, _, folder = name.partition(":")
    if revision.startswith("-"):
        raise RevisionError(f"{revision} is no revision")
    command = ["git", "-C", str(repository), "archive", revision, "--", folder or FOLDER]
    made = subprocess.run(command, capture_output=True, check=False)
    if made.returncode:
        lines = made.stderr.decode("utf-8", "replace").strip().splitlines()
        raise RevisionError(lines[-1] if lines else f"{name} is not there")
    with tarfile.open(fileobj=io.BytesIO(made.stdout)) as archive:
        archive.extractall(target, filter="data")
    return target / (folder or FOLDER)
