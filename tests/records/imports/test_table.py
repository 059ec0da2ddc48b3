from __future__ import annotations

import pytest

from afterdose.records.imports.refusals import ImportRefused, Refusal
from afterdose.records.imports.table import Row, read_table


def read(content: bytes) -> tuple[list[Row], list[Refusal]]:
    rows, faults = read_table("f.csv", content, ("id", "name"), ("note",))
    return rows, faults


def refused(content: bytes) -> list[Refusal]:
    with pytest.raises(ImportRefused) as caught:
        read(content)
    return caught.value.refusals


@pytest.mark.parametrize(
    "content",
    [
        b"id,name\n1,Ana\n",
        b"\xef\xbb\xbfid,name\r\n1,Ana\r\n",
        b"id,name\r1,Ana",
        b" id , name \n 1 , Ana \n",
    ],
    ids=["plain", "from Excel", "old Mac", "spaces"],
)
def test_files_of_every_system_are_read(content: bytes) -> None:
    assert read(content) == ([Row(2, {"id": "1", "name": "Ana"})], [])


def test_columns_stand_in_any_order_and_blank_lines_do_not_count() -> None:
    rows, faults = read(b"name,note,id\n\nAna,,1\n,,\nBen,x,2\n")
    assert rows == [
        Row(3, {"name": "Ana", "note": "", "id": "1"}),
        Row(5, {"name": "Ben", "note": "x", "id": "2"}),
    ]
    assert faults == []


def test_a_row_is_named_by_its_first_line_though_a_cell_before_has_two() -> None:
    rows, _ = read(b'id,name,note\n1,Ana,"two\nlines"\n2,Ben,x\n')
    assert [row.line for row in rows] == [2, 4]


def test_missing_unknown_and_repeated_columns_are_all_named() -> None:
    faults = refused(b"id,phone,note,note\n1,2,3,4\n")
    assert [(fault.line, fault.column) for fault in faults] == [
        (1, "name"),
        (1, "phone"),
        (1, "note"),
    ]


def test_a_file_without_anything_is_refused() -> None:
    assert refused(b"") == [Refusal(1, None, "the file has no header")]


def test_a_file_in_another_encoding_is_refused_at_its_first_foreign_letter() -> None:
    faults = refused("id,name\n1,Ana\n2,José\n".encode("latin-1"))
    assert faults == [Refusal(3, None, "is not UTF-8 text")]


def test_rows_of_another_length_are_refused_and_the_others_still_read() -> None:
    rows, faults = read(b"id,name\n1\n2,Ben\n3,Carla,x\n")
    assert [row.line for row in rows] == [3]
    assert [fault.line for fault in faults] == [2, 4]


def test_a_broken_quote_is_refused_with_the_line_where_it_opens() -> None:
    _, faults = read(b'id,name\n1,Ana\n2,"Ben\n')
    assert [fault.line for fault in faults] == [3]
