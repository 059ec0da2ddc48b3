"""Secrets made on first run: one file each, readable by the owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from afterdose.settings import ROOT, settings


def var() -> Path:
    """Return the folder for everything that a running system makes, and make it."""
    folder = settings().var
    folder = folder if folder.is_absolute() else ROOT / folder
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def secret(name: str) -> str:
    """Return the secret of this name, made on the first call: 43 URL-safe characters.

    Kept in ``secrets/<name>`` under AFTERDOSE_VAR with mode 0600; all processes that share the
    folder get the same one.
    """
    folder = var() / "secrets"
    folder.mkdir(mode=0o700, exist_ok=True)
    return read_or_make(folder / name)


def rasa_token() -> str:
    """Return the token that Rasa's channel asks for: the setting, or one made on first run."""
    return settings().rasa_token or secret("rasa_token")


def read_or_make(path: Path) -> str:
    """Return what the file holds; when there is none, write a new random secret to it.

    Two processes that start together agree on one secret: each writes a file of its own, and
    only the first can link it to the shared name, so nobody ever reads half a secret.
    """
    if not path.exists():
        draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(32) + "\n")
                file.flush()
                os.fsync(file.fileno())
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii").strip()
