"""What the stand-in carrier knows about a text, and how Twilio's REST API shows it."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timezone
from email.utils import format_datetime
from typing import Any


def new_sid() -> str:
    return f"SM{uuid.uuid4().hex}"


@dataclass
class Text:
    """One text in the stand-in's book; ``to_us``: it came from a phone."""

    phone: str
    body: str
    to_us: bool
    callback: str | None = None
    sid: str = field(default_factory=new_sid)
    status: str = "queued"
    error_code: int | None = None
    media_count: int = 0
    made_at: datetime = field(default_factory=lambda: datetime.now(timezone.utc))
    accepted: float = field(default_factory=time.monotonic)

    def rest_form(self, account: str, number: str) -> dict[str, Any]:
        made = format_datetime(self.made_at)
        return {
            "sid": self.sid,
            "account_sid": account,
            "api_version": "2010-04-01",
            "to": number if self.to_us else self.phone,
            "from": self.phone if self.to_us else number,
            "body": self.body,
            "status": "received" if self.to_us else self.status,
            "direction": "inbound" if self.to_us else "outbound-api",
            "date_created": made,
            "date_updated": made,
            "date_sent": made,
            "num_segments": "1",
            "num_media": str(self.media_count),
            "error_code": self.error_code,
            "uri": f"/2010-04-01/Accounts/{account}/Messages/{self.sid}.json",
        }


@dataclass
class PhoneCall:
    """One call of ours in the stand-in's book."""

    phone: str
    url: str
    callback: str
    sid: str = field(default_factory=lambda: f"CA{uuid.uuid4().hex}")
    status: str = "queued"
    made_at: datetime = field(default_factory=lambda: datetime.now(timezone.utc))
    accepted: float = field(default_factory=time.monotonic)

    def rest_form(self, account: str, number: str) -> dict[str, Any]:
        made = format_datetime(self.made_at)
        return {
            "sid": self.sid,
            "account_sid": account,
            "api_version": "2010-04-01",
            "to": self.phone,
            "from": number,
            "status": self.status,
            "direction": "outbound-api",
            "date_created": made,
            "date_updated": made,
            "uri": f"/2010-04-01/Accounts/{account}/Calls/{self.sid}.json",
        }


@dataclass(frozen=True)
class Call:
    """One request that reached the stand-in."""

    at: float
    method: str
    path: str
    form: dict[str, str]
    fault: str | None
