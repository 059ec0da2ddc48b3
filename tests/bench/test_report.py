from pathlib import Path

import pytest

from tests.bench.report import BEGIN, END, write

QUANTILES = {"p50": 1.0, "p95": 2.0, "p99": 3.0, "max": 4.0, "n": 5}
TOLD = {"on": "2026-11-22 10:00", "machine": "2 cores", "load before": 0.1}


def page(tmp_path: Path) -> Path:
    file = tmp_path / "page.md"
    file.write_text(f"before\n{BEGIN}\nold figures\n{END}\nafter\n")
    return file


def test_what_stands_around_the_figures_stays(tmp_path: Path) -> None:
    file = page(tmp_path)
    write({"alone": TOLD | {"figures": {"screen": QUANTILES}}}, file)
    text = file.read_text()
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    assert "old figures" not in text
    assert "| screen | 1.0 | 2.0 | 3.0 | 4.0 | 5 |" in text


def test_steps_and_deeper_groups_become_tables(tmp_path: Path) -> None:
    file = page(tmp_path)
    step = {
        "rate": 4,
        "texts a second": 3.9,
        "unanswered": 0,
        "reply": QUANTILES,
        "webhook": QUANTILES,
        "emergency advice": QUANTILES,
    }
    aim = {"unanswered": 0, "reply": QUANTILES, "stages": {"to stored": QUANTILES}}
    write({"load": TOLD | {"figures": {"aim": aim, "sustainable": 4, "steps": [step]}}}, file)
    text = file.read_text()
    assert "| 4 a second | 3.9 | 0 | 1.0 | 2.0 | 3.0 | 3.0 |" in text
    assert "| to stored | 1.0 |" in text
    assert "sustainable 4." in text


def test_a_page_without_the_marks_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "page.md"
    file.write_text("nothing here\n")
    with pytest.raises(SystemExit, match="marks"):
        write({}, file)
    assert file.read_text() == "nothing here\n"
