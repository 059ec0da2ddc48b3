"""The bench's carrier lists as Twilio does: not more than asked for, not older than asked for."""

import base64
from datetime import datetime, timedelta, timezone

import httpx

from tests.bench.carrier import KindTwilio
from tests.standin.twilio_server import ACCOUNT, TOKEN

ASKED = {"Authorization": "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()}


def send(twilio: KindTwilio, number: int) -> None:
    url = f"{twilio.url}/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    form = {"To": f"+1555000{number:04d}", "Body": "a text"}
    assert httpx.post(url, data=form, headers=ASKED, trust_env=False).status_code == 201


def listed(twilio: KindTwilio, **query: str) -> int:
    url = f"{twilio.url}/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    return len(httpx.get(url, params=query, headers=ASKED, trust_env=False).json()["messages"])


def test_the_list_ends_where_it_was_asked_to() -> None:
    with KindTwilio() as twilio:
        for number in range(5):
            send(twilio, number)
        assert listed(twilio, PageSize="3") == 3
        later = datetime.now(timezone.utc) + timedelta(minutes=1)
        assert listed(twilio, **{"DateSent>": later.isoformat()}) == 0


def test_each_text_is_told_with_the_time_of_its_request() -> None:
    told = []
    with KindTwilio() as twilio:
        twilio.listen(told.append)
        send(twilio, 1)
        assert [twilio.sent_at[text.sid] > 0 for text in told] == [True]
