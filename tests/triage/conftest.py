import pytest

from afterdose.triage.schema import ProtocolSet
from tests.triage.cases import PROTOCOLS


@pytest.fixture(scope="session")
def ps() -> ProtocolSet:
    return PROTOCOLS
