"""OpenID Connect: sending a browser to the clinic's provider, and reading what comes back.

Authorization code flow with PKCE, state and nonce (OpenID Connect Core 3.1).
"""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import urlsplit

import httpx
import msgspec
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from afterdose.settings import settings

CALLBACK = "/sign-in/oidc/callback"
SCOPE = "openid profile email"
# Asymmetric only: with a shared secret anybody who has it could sign.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
SECONDS = 5.0
LEEWAY_SECONDS = 60


class ProviderDown(Exception):
    """The provider does not answer, or not as a provider does."""


class NotVouched(Exception):
    """The provider did not vouch for the browser; the message says why, without personal data."""


class Metadata(msgspec.Struct, frozen=True):
    """What a provider says of itself (OpenID Connect Discovery 3)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""


def is_configured() -> bool:
    """Tell whether there is a provider to ask."""
    return bool(settings().oidc_issuer)


def provider_name() -> str:
    """Name the provider to people: its host."""
    return urlsplit(settings().oidc_issuer).hostname or ""


def begin() -> tuple[str, dict[str, str]]:
    """Return where to send the browser, and what to remember until it is back.

    Raises ProviderDown.
    """
    nonce, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
    with _client() as client:
        url, state = client.create_authorization_url(
            metadata().authorization_endpoint, nonce=nonce, code_verifier=verifier
        )
    return str(url), {"state": str(state), "nonce": nonce, "verifier": verifier}


def finish(query: str, remembered: dict[str, str]) -> dict[str, Any]:
    """Trade the code in the callback's query for claims that the provider signed.

    Raises NotVouched, ProviderDown.
    """
    known = metadata()
    with _client() as client:
        try:
            token = client.fetch_token(
                known.token_endpoint,
                authorization_response=f"{_callback()}?{query}",
                state=remembered["state"],
                code_verifier=remembered["verifier"],
            )
            claims = _claims(token, known, remembered["nonce"])
            if settings().oidc_role_claim not in claims and known.userinfo_endpoint:
                more = _json(client.get(known.userinfo_endpoint))
                # OpenID Connect Core 5.3.2: the answer counts only for the same subject.
                if more.get("sub") == claims["sub"]:
                    claims = more | claims
        except (AuthlibBaseError, JoseError, ValueError, KeyError) as error:
            raise NotVouched(type(error).__name__) from None
        except httpx.HTTPError as error:
            raise ProviderDown(type(error).__name__) from None
    return claims


def metadata() -> Metadata:
    """Ask the provider for its endpoints. Raises ProviderDown."""
    issuer = settings().oidc_issuer
    url = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
    try:
        answer = httpx.get(url, timeout=SECONDS)
        answer.raise_for_status()
        found = msgspec.json.decode(answer.content, type=Metadata)
    except (httpx.HTTPError, msgspec.MsgspecError) as error:
        raise ProviderDown(type(error).__name__) from None
    if found.issuer.rstrip("/") != issuer.rstrip("/"):
        raise ProviderDown("it calls itself by another name")
    return found


def _claims(token: dict[str, Any], known: Metadata, nonce: str) -> dict[str, Any]:
    keys = KeySet.import_key_set(_json(httpx.get(known.jwks_uri, timeout=SECONDS)))  # type: ignore[arg-type]
    signed = jwt.decode(token["id_token"], keys, algorithms=list(ALGORITHMS))
    client_id = settings().oidc_client_id
    claims = CodeIDToken(
        signed.claims,
        signed.header,
        options={
            "iss": {"essential": True, "value": known.issuer},
            "aud": {"essential": True, "value": client_id},
        },
        params={
            "nonce": nonce,
            "client_id": client_id,
            "access_token": token.get("access_token"),
        },
    )
    claims.validate(leeway=LEEWAY_SECONDS)
    return dict(claims)


def _client() -> OAuth2Client:
    return OAuth2Client(
        client_id=settings().oidc_client_id,
        client_secret=settings().oidc_client_secret or None,
        token_endpoint_auth_method="client_secret_basic"
        if settings().oidc_client_secret
        else "none",
        scope=SCOPE,
        redirect_uri=_callback(),
        code_challenge_method="S256",
        timeout=SECONDS,
    )


def _callback() -> str:
    return settings().public_url.rstrip("/") + CALLBACK


def _json(answer: httpx.Response) -> dict[str, Any]:
    answer.raise_for_status()
    found = answer.json()
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return found
