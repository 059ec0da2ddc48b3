"""The four characters that name an open escalation in a text."""

from __future__ import annotations

import secrets
from collections.abc import Collection

# No vowels, so that no code spells a word (STOP, HELP, DONE), and none of B8 I1L O0 S5 Z2,
# which a reader in a hurry takes for one another.
ALPHABET = "CDFGHJKMNPQRTVWX34679"
LENGTH = 4


def new_code(taken: Collection[str]) -> str:
    """Return a random code that none of the open escalations has."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if code not in taken:
            return code
