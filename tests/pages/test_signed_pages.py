"""A page loses its mark of an unsigned draft when its file is signed, and only then."""

import shutil

from afterdose.pages.area import AreaSheet
from afterdose.pages.book import read_book
from afterdose.pages.render import html
from tests.pages.conftest import DATA, SENDING

EMPTY = "sign_off: {name: null, role: null, on: null}"
SIGNED = 'sign_off: {name: Dr. Ada Example, role: neurologist, on: "2026-12-01"}'


def test_a_signed_file_gives_a_signed_page_and_leaves_the_others(tmp_path):
    folder = tmp_path / "protocols"
    shutil.copytree(DATA / "protocols", folder)
    file = folder / "bleeding.yml"
    file.write_text(file.read_text("utf-8").replace(EMPTY, SIGNED), "utf-8")
    book = read_book(folder, DATA, SENDING)
    signed = html(AreaSheet(book, "bleeding", "en"))
    assert "UNSIGNED DRAFT" not in signed
    assert "Signed by Dr. Ada Example, neurologist, 2026-12-01" in signed
    assert "UNSIGNED DRAFT" in html(AreaSheet(book, "fever", "en"))
