"""Telling of an error without telling what was in it."""

from __future__ import annotations

import traceback
from pathlib import Path


def named(error: BaseException) -> dict[str, str]:
    """Name an error for the log: its type and the deepest line of ours that it passed.

    Never its message: that of a database or HTTP error quotes parameters, so phone numbers.
    """
    ours = [
        f"{Path(frame.filename).name}:{frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__)
        if "afterdose" in frame.filename and "site-packages" not in frame.filename
    ]
    return {"error": type(error).__name__, "at": ours[-1] if ours else "?"}
