"""The keys of the records: encryption of columns, and keyed hashes to look phones up by."""

from __future__ import annotations

import base64
import hashlib
import hmac
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from afterdose.records.secrets import read_or_make, secret, var
from afterdose.settings import SettingsError, settings

__all__ = ["Keys", "UnreadableError", "current_keys", "phone_hash", "phone_hashes", "secret"]

SHORTEST = 32


class UnreadableError(Exception):
    """A column was written with a key that AFTERDOSE_SECRET_KEYS no longer holds."""


class Keys:
    """All configured keys, newest first: the newest writes, every one reads."""

    def __init__(self, configured: list[str]) -> None:
        if not configured or any(len(key) < SHORTEST for key in configured):
            raise SettingsError(
                f"AFTERDOSE_SECRET_KEYS: each key needs at least {SHORTEST} random characters"
            )
        columns = [base64.urlsafe_b64encode(_derive(key, b"columns")) for key in configured]
        self._fernet = MultiFernet([Fernet(key) for key in columns])
        self._phones = [_derive(key, b"phones") for key in configured]
        self._words = [_derive(key, b"words") for key in configured]

    def encrypt(self, text: str) -> bytes:
        """Encrypt with the newest key."""
        return self._fernet.encrypt(text.encode())

    def decrypt(self, token: bytes) -> str:
        """Decrypt with whichever key wrote it; UnreadableError when none did."""
        try:
            return self._fernet.decrypt(token).decode()
        except InvalidToken:
            raise UnreadableError(
                "a stored text cannot be read: AFTERDOSE_SECRET_KEYS lacks the key that wrote it"
            ) from None

    def rotate(self, token: bytes) -> bytes:
        """Encrypt again with the newest key, whichever key wrote it."""
        try:
            return self._fernet.rotate(token)
        except InvalidToken:
            raise UnreadableError(
                "a stored text cannot be read: AFTERDOSE_SECRET_KEYS lacks the key that wrote it"
            ) from None

    def phone_hashes(self, phone: str) -> list[str]:
        """Return the hash of an E.164 phone under every key, newest first."""
        return [hmac.new(key, phone.encode(), hashlib.sha256).hexdigest() for key in self._phones]

    def word_hashes(self, word: str) -> list[bytes]:
        """Return the hash of a word under every key, newest first: 12 bytes each.

        Shorter than a phone's: a text in a million found by mistake does no harm in a search.
        """
        return [hmac.new(key, word.encode(), hashlib.sha256).digest()[:12] for key in self._words]


def _derive(key: str, use: bytes) -> bytes:
    # One key per use: whoever gets hold of the hashes' key still reads no column.
    return HKDF(SHA256(), 32, salt=None, info=b"afterdose/" + use).derive(key.encode())


@cache
def current_keys() -> Keys:
    """Return the keys of AFTERDOSE_SECRET_KEYS, or those made on first run in var/secret_keys.

    Raises SettingsError for a key that is too short. Tests that change the setting call
    ``current_keys.cache_clear()``.
    """
    configured = settings().secret_keys or read_or_make(var() / "secret_keys")
    return Keys([key.strip() for key in configured.split(",") if key.strip()])


def phone_hash(phone: str) -> str:
    """Return the keyed hash of an E.164 phone by the newest key: 64 hexadecimal characters.

    This is what new rows store.
    """
    return current_keys().phone_hashes(phone)[0]


def phone_hashes(phone: str) -> list[str]:
    """Return the hashes of an E.164 phone by all keys, newest first.

    Look-ups compare with all of them, so that a phone stored under an older key is found until
    ``afterdose db rotate-keys`` has rewritten it.
    """
    return current_keys().phone_hashes(phone)
