"""Settings: environment variables or a .env file, checked at start."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal
from zoneinfo import available_timezones

from pydantic import AliasChoices, Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class SettingsError(Exception):
    """A setting is missing or wrong; the message is one line and names it."""


class Settings(BaseSettings):
    """What an installation may set; names, defaults and meanings as in the contract."""

    model_config = SettingsConfigDict(
        env_prefix="AFTERDOSE_", env_file=".env", extra="ignore", hide_input_in_errors=True
    )

    database_url: str = "sqlite:///var/afterdose.db"
    public_url: str = "http://127.0.0.1:8080"
    bind: str = "127.0.0.1:8080"
    carrier: Literal["simulator", "twilio"] = "simulator"
    twilio_account_sid: str = Field("", validation_alias="TWILIO_ACCOUNT_SID")
    twilio_auth_token: str = Field("", validation_alias="TWILIO_AUTH_TOKEN", repr=False)
    twilio_auth_token_secondary: str = Field(
        "", validation_alias="TWILIO_AUTH_TOKEN_SECONDARY", repr=False
    )
    twilio_messaging_service_sid: str = Field("", validation_alias="TWILIO_MESSAGING_SERVICE_SID")
    twilio_from: str = Field("", validation_alias="TWILIO_FROM")
    # The number that calls clinicians. Empty: TWILIO_FROM; without either nobody is called.
    twilio_voice_from: str = Field("", validation_alias="TWILIO_VOICE_FROM")
    twilio_api_url: str = Field("https://api.twilio.com", validation_alias="TWILIO_API_URL")
    secret_keys: str = Field("", repr=False)
    rasa_url: str = "http://127.0.0.1:5005"
    rasa_token: str = Field("", repr=False)
    actions_url: str = "http://127.0.0.1:5055"
    tracker_url: str = "sqlite:///var/tracker.db"
    emergency_number: str = "911"
    crisis_line: str = "988"
    clinic_phone: str = ""
    time_scale: float = Field(1.0, gt=0, le=100_000)
    texts_per_second: float | None = Field(None, gt=0)  # empty: no limit
    clinic_time_zone: str = "UTC"  # in which the console shows and takes the rota
    # The console's sign-in. Empty: codes are required with the real carrier.
    second_factor: Literal["", "optional", "required"] = ""
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = Field("", repr=False)
    oidc_role_claim: str = "afterdose_role"
    var: Path = Field(ROOT / "var", validation_alias=AliasChoices("AFTERDOSE_VAR"))

    @field_validator("texts_per_second", mode="before")
    @classmethod
    def _empty_is_no_limit(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("clinic_time_zone")
    @classmethod
    def _is_a_time_zone(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError("must name a time zone, as America/New_York")
        return name

    @model_validator(mode="after")
    def _provider_is_complete(self) -> Settings:
        if self.oidc_issuer and not self.oidc_client_id:
            raise ValueError("AFTERDOSE_OIDC_CLIENT_ID is required with AFTERDOSE_OIDC_ISSUER")
        loopback = self.oidc_issuer.startswith(("http://127.0.0.1:", "http://localhost:"))
        if self.oidc_issuer and not (loopback or self.oidc_issuer.startswith("https://")):
            raise ValueError("AFTERDOSE_OIDC_ISSUER must begin with https://")
        return self

    @model_validator(mode="after")
    def _carrier_is_complete(self) -> Settings:
        if self.carrier == "simulator":
            return self
        for name in ("twilio_account_sid", "twilio_auth_token"):
            if not getattr(self, name):
                raise ValueError(f"{name.upper()} is required with AFTERDOSE_CARRIER=twilio")
        if not (self.twilio_messaging_service_sid or self.twilio_from):
            raise ValueError(
                "TWILIO_MESSAGING_SERVICE_SID or TWILIO_FROM is required "
                "with AFTERDOSE_CARRIER=twilio"
            )
        if not self.clinic_phone:
            raise ValueError("AFTERDOSE_CLINIC_PHONE is required with AFTERDOSE_CARRIER=twilio")
        if self.time_scale != 1 and self.twilio_api_url == "https://api.twilio.com":
            raise ValueError("AFTERDOSE_TIME_SCALE must be 1 with the real carrier")
        return self

    @property
    def host(self) -> str:
        """The address part of ``bind``."""
        return self.bind.rpartition(":")[0]

    @property
    def port(self) -> int:
        """The port part of ``bind``."""
        return int(self.bind.rpartition(":")[2])


@cache
def settings() -> Settings:
    """Read the settings once.

    Raises SettingsError with one line that names the setting.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        field = "_".join(str(part) for part in first["loc"])
        known = Settings.model_fields.get(field)
        alias = known.validation_alias if known else None
        name = alias if isinstance(alias, str) else f"AFTERDOSE_{field}".upper()
        reason = str(first["msg"]).removeprefix("Value error, ")
        raise SettingsError(reason if not field else f"{name}: {reason}") from None
