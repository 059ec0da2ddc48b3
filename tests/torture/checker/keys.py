"""Reading what the records keep encrypted: written anew from their documentation, on purpose.

The checker shares no code with the system it checks. Format: Fernet, its key derived by HKDF
(SHA-256, no salt, info "afterdose/columns") from a key of AFTERDOSE_SECRET_KEYS.
"""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Reader:
    def __init__(self, keys: str) -> None:
        self._fernet = MultiFernet([Fernet(_derive(key.strip())) for key in keys.split(",")])

    def read(self, token: object) -> str:
        return self._fernet.decrypt(bytes(token)).decode()  # type: ignore[call-overload]


def _derive(key: str) -> bytes:
    derived = HKDF(SHA256(), 32, salt=None, info=b"afterdose/columns").derive(key.encode())
    return base64.urlsafe_b64encode(derived)
