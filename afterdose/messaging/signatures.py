"""Whether a webhook comes from the carrier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from twilio.request_validator import RequestValidator

from afterdose.messaging.account import account, public_url

Form = Mapping[str, Sequence[str]]


def is_signed(path_and_query: str, form: Form, signature: str) -> bool:
    """Check a signature of the primary or the secondary token over our public URL.

    The host comes from the settings, never from request headers, which anybody may write.
    """
    url = public_url() + path_and_query
    params = _Values(form)
    return any(
        RequestValidator(token).validate(url, params, signature) for token in account().tokens
    )


def sign(path_and_query: str, form: Mapping[str, str]) -> str:
    """Sign as the carrier does, for the simulated one."""
    validator = RequestValidator(account().tokens[0])
    return str(validator.compute_signature(public_url() + path_and_query, dict(form)))


class _Values(dict[str, Sequence[str]]):
    """The shape in which the library's validator reads fields that occur several times."""

    def getlist(self, name: str) -> Sequence[str]:
        return self[name]
