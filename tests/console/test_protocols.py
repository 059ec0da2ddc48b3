"""The protocols in the console: pages, signatures that end with a change, and differences."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from afterdose.console import approved, protocol_book, releases
from afterdose.console.pages import LANGUAGES
from afterdose.records.database import reading
from afterdose.records.models import AuditEntry
from afterdose.records.models_protocols import ProtocolFile, ProtocolRelease, SignOff
from tests.console import clinic
from tests.pages import tiny

Put = Callable[..., None]


@pytest.fixture
def put(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Put]:
    """Put a tiny set, changed as told, in force: as a restart with other files does."""

    def change(*changed: tuple[str, str]) -> None:
        folder = tmp_path / f"set-{len(list(tmp_path.iterdir()))}"
        monkeypatch.setattr(protocol_book, "FOLDER", tiny.write(folder, *changed))
        forget()

    yield change
    monkeypatch.undo()
    forget()


def forget() -> None:
    protocol_book.in_force.cache_clear()
    protocol_book.body_of.cache_clear()
    approved.forget()


@pytest.fixture
def physician(browser: TestClient) -> TestClient:
    clinic.sign_in(browser, "physician")
    return browser


def sign(browser: TestClient, page: str, **other: str) -> tuple[int, str]:
    shown = browser.get(f"/protocols/{page}").text
    seen = re.search(r'name="seen" value="(\w+)"', shown)
    assert seen
    form = {
        "csrf": clinic.form_token(browser, f"/protocols/{page}"),
        "seen": seen.group(1),
        "name": "Dr. Ada <Example>",
        "role": "neurologist",
        "read": "yes",
    }
    answer = browser.post(f"/protocols/{page}/sign", data=form | other)
    return answer.status_code, answer.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_the_set_opens_with_its_rules(physician: TestClient, language: str) -> None:
    asked = {"accept-language": language}
    index = physician.get("/protocols", headers=asked).text
    ps = protocol_book.in_force().book.ps
    for page in protocol_book.in_force().pages:
        assert f'href="/protocols/{page}"' in index
        answer = physician.get(f"/protocols/{page}", headers=asked)
        assert answer.status_code == 200, page
        assert "<style" not in answer.text and " style=" not in answer.text, page
        for rule in ps.rules:
            own = rule.area == page and not (page == "cross" and rule.id.startswith("LAB-"))
            assert not own or f'id="{rule.id}"' in answer.text, rule.id
    assert physician.get("/protocols/nothing").status_code == 404


def test_a_signature_is_shown_with_name_role_day_account_and_files(physician: TestClient) -> None:
    assert "0 of 21 pages are signed" in physician.get("/protocols").text
    assert sign(physician, "bleeding")[0] == 303
    page = physician.get("/protocols/bleeding").text
    assert "Dr. Ada &lt;Example&gt;</b>, neurologist" in page
    assert "given from the account of Paul Park" in page
    assert "Nobody has approved this page" not in page
    assert protocol_book.in_force().hashes["bleeding.yml"] in page
    index = physician.get("/protocols").text
    assert "1 of 21 pages are signed" in index
    assert "signed by Dr. Ada &lt;Example&gt;, neurologist" in index
    with reading() as records:
        given = records.query(SignOff).one()
        assert given.files == {"bleeding.yml": protocol_book.in_force().hashes["bleeding.yml"]}
        entry = records.query(AuditEntry).filter_by(action="protocol.signed").one()
        assert entry.subject == "protocol:bleeding"
    # Its rules read the shared pages, too, which nobody has signed.
    assert "unsigned" in physician.get(f"/cases/{clinic.CASE}").text


def test_a_case_counts_as_signed_only_with_its_area_and_all_shared_pages(
    physician: TestClient,
) -> None:
    now = protocol_book.in_force()
    needed = ["bleeding", *(page for page in now.pages if page not in now.book.ps.areas)]
    for page in needed:
        assert "<b>unsigned</b>" in physician.get(f"/cases/{clinic.CASE}").text
        assert sign(physician, page)[0] == 303, page
    case = physician.get(f"/cases/{clinic.CASE}").text
    assert "<b>unsigned</b>" not in case
    assert "not yet approved for clinical use" in case, "the other areas are unsigned"
    for page in now.pages:
        if page not in needed:
            assert sign(physician, page)[0] == 303, page
    assert "The protocols are signed." in physician.get("/protocols").text


def test_a_signature_withdrawn_stays_in_the_history(physician: TestClient) -> None:
    sign(physician, "fever")
    page = physician.get("/protocols/fever").text
    given = re.search(r'name="sign_off" value="(\w+)"', page)
    assert given
    form = {"csrf": clinic.form_token(physician, "/protocols/fever"), "sign_off": given.group(1)}
    assert physician.post("/protocols/mood/withdraw", data=form).status_code == 404
    assert physician.post("/protocols/fever/withdraw", data=form).status_code == 303
    assert physician.post("/protocols/fever/withdraw", data=form).status_code == 404
    page = physician.get("/protocols/fever").text
    assert "Nobody has approved this page" in page
    assert "withdrawn by Paul Park" in page
    with reading() as records:
        assert records.query(AuditEntry).filter_by(action="protocol.withdrawn").count() == 1


@pytest.mark.parametrize(
    ("wrong", "status", "why"),
    [
        ({"seen": "0" * 64}, 409, "the protocols have changed since"),
        ({"name": " "}, 409, "name and function are needed"),
        ({"role": "x"}, 409, "name and function are needed"),
        ({"read": ""}, 400, "made no sense"),
    ],
)
def test_what_is_no_signature_changes_nothing(
    physician: TestClient, wrong: dict[str, str], status: int, why: str
) -> None:
    answer = sign(physician, "bleeding", **wrong)
    assert answer[0] == status
    assert why in answer[1]
    with reading() as records:
        assert records.query(SignOff).count() == 0


def test_a_nurse_reads_and_does_not_sign(browser: TestClient) -> None:
    clinic.sign_in(browser, "nurse")
    page = browser.get("/protocols/bleeding").text
    assert "Physicians and administrators sign." in page
    assert 'name="seen"' not in page
    form = {"csrf": clinic.form_token(browser, "/protocols/bleeding")}
    assert browser.post("/protocols/bleeding/sign", data=form).status_code == 403


def test_a_changed_file_is_unsigned_again_and_the_others_stay(
    put: Put, physician: TestClient
) -> None:
    put()
    assert sign(physician, "belly")[0] == 303
    assert sign(physician, "limits")[0] == 303
    put(("Does it hurt?", "Does your belly hurt?"))
    page = physician.get("/protocols/belly").text
    assert "Nobody has approved this page" in page
    assert "overtaken: the page has changed since" in page
    assert "Nobody has approved this page" not in physician.get("/protocols/limits").text
    put()
    assert "Nobody has approved this page" not in physician.get("/protocols/belly").text


def test_a_set_is_kept_once_and_comes_back_as_it_was(put: Put, physician: TestClient) -> None:
    put()
    first = protocol_book.in_force()
    for _ in range(2):
        physician.get("/protocols")
    put(("Does it hurt?", "Does your belly hurt?"))
    physician.get("/protocols")
    with reading() as records:
        assert records.query(ProtocolRelease).count() == 2
        changed = records.query(ProtocolFile).count() - len(first.texts)
        assert changed == 1, "a text is kept once for all sets that hold it"
    back = releases.bring_back(first.book.ps.hash)
    assert dict(back.texts) == dict(first.texts)
    with pytest.raises(LookupError):
        releases.bring_back("0" * 64)


def test_the_hash_of_a_set_is_the_one_that_decisions_keep(tmp_path: Path) -> None:
    copied = tmp_path / "protocols"
    shutil.copytree(protocol_book.FOLDER, copied)
    assert protocol_book.read_set(copied).book.ps.hash == protocol_book.in_force().book.ps.hash


def test_two_sets_are_laid_side_by_side_and_all_cases_decided_anew(
    put: Put, physician: TestClient
) -> None:
    put()
    old = protocol_book.in_force().book.ps.hash
    physician.get("/protocols")
    put(("i == 'sick')\n    then: soon", "i == 'sick')\n    then: routine"))
    new = protocol_book.in_force().book.ps.hash
    page = physician.get("/protocols/changes").text
    assert "Changed fields: 1" in page
    assert "<del>SOON</del>" in page and "<ins>ROUTINE</ins>" in page
    assert "lowers" in page
    form = {"csrf": clinic.form_token(physician, "/protocols/changes"), "old": old, "new": new}
    answer = physician.post("/protocols/changes", data=form)
    assert answer.headers["location"] == f"/protocols/changes?old={old}&new={new}"
    page = physician.get(answer.headers["location"]).text
    assert 'class="lowered"' in page
    assert re.search(r"SOON.*→.*ROUTINE", page, re.S)
    assert "Work it out" not in page, "kept: the next reader does not wait"
    same = physician.get(f"/protocols/changes?old={new}&new={new}").text
    assert "There is nothing to compare" in same
    assert physician.get("/protocols/changes?old=x&new=y").status_code == 404
    assert physician.post("/protocols/changes", data=form | {"old": "x"}).status_code == 404
