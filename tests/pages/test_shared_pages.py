"""The pages of what holds for all areas, and the index."""

import pytest

from afterdose.pages.export import export
from afterdose.pages.render import html
from afterdose.pages.shared import SHARED, SharedSheet
from afterdose.triage.schema import Fitting
from tests.pages.reader import Reader, plain


@pytest.fixture(scope="module")
def texts(book):
    return {name: Reader(html(SharedSheet(book, name, "en"))).text for name in SHARED}


def test_every_rule_outside_the_areas_stands_on_exactly_one_shared_page(book):
    shown = {name: [r.id for r in SharedSheet(book, name, "en").rules] for name in SHARED[:2]}
    shown["laboratory"] = [r.id for r in SharedSheet(book, "laboratory", "en").rules]
    listed = sorted(rule for rules in shown.values() for rule in rules)
    assert listed == sorted(r.id for r in book.ps.rules if r.area not in book.ps.areas)


def test_limits_stand_with_value_and_signer(book, texts):
    for limit in book.ps.limits.values():
        assert plain(limit.meaning) in texts["limits"]
        assert limit.sign_by in texts["limits"]
    assert "38.0 °C (100.4 °F)" in texts["limits"]


def test_adding_up_raises_and_defaults_stand_with_their_reasons(book, texts):
    for row in (*book.ps.adding_up, *book.ps.raises, *book.ps.no_rule):
        assert plain(row.reason) in texts["adding-up"]


def test_buckets_and_conditions_with_a_name_are_complete(book, texts):
    for name, bucket in book.ps.buckets.items():
        assert name in texts["time"]
        assert plain(bucket.changes) in texts["time"]
    sheet = SharedSheet(book, "words", "en")
    written_out = {t for t in book.ps.terms if sheet.conditions.is_written_out(t)}
    assert {name for name, _ in sheet.all_terms} == set(book.ps.terms) - written_out


def test_guidance_by_disposition_is_complete(book, texts):
    for by_language in book.ps.guidance[""].values():
        for _, sentence in by_language["en"].sentences():
            said = sentence.say if isinstance(sentence, Fitting) else sentence
            for wording in (said,) if isinstance(said, str) else said:
                assert plain(wording) in texts["guidance"]


def test_a_page_is_signed_only_when_all_its_files_are(book):
    for name in SHARED:
        sheet = SharedSheet(book, name, "en")
        assert sheet.files, name
        assert sheet.unsigned


def test_an_export_holds_every_page_and_every_link_leads_to_one(book, tmp_path):
    written = export(book, tmp_path / "pages", ["en", "es"])
    names = {file.name for file in written}
    assert names == {
        f"{name}.{language}.html"
        for name in ("index", *book.ps.areas, *SHARED)
        for language in ("en", "es")
    }
    for file in written:
        for address in Reader(file.read_text("utf-8")).addresses:
            assert address in names, (file.name, address)


def test_the_index_lists_every_area_and_open_question(book, tmp_path):
    export(book, tmp_path, ["en"])
    read = Reader((tmp_path / "index.en.html").read_text("utf-8"))
    for area in book.ps.areas:
        assert f"{area}.en.html" in read.addresses
    for question in book.open_questions:
        assert plain(question.question) in read.text
