"""CSV is read in blocks; what comes out is what reading it row by row gives."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from import_data import check, codes, good, write_csvs

from noticegen.sources import csvs
from noticegen.sources.csvs import Csvs
from noticegen.sources.faults import Fault
from noticegen.sources.tables import Lines, Row, one_by_one

# What a CSV file is made of; the separators of str.splitlines are no line ends here.
PARTS = ("a", "银", ",", ",", "b,c", "\n", "\r\n", "\u2028", "\x0b", "\x85", '"', '"q"', '"r,s"', ',"t"\r\n', '"u\nv"', '"w""x"', "\r", "\0")  # fmt: skip


@pytest.fixture(autouse=True)
def small_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that lines and records can be too long."""
    monkeypatch.setattr(csvs, "MAX_LINE", 60)
    monkeypatch.setattr(csvs, "MAX_SPAN", 5)


def read(path: Path, block: int, header: int) -> tuple[list[Row | Lines], list[tuple[str, int]]]:
    """Rows and faults (code, line) of a file; nothing comes as lines before `header` rows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csvs, "BLOCK", block)
        patch.setattr(csvs, "HEADER_SEARCH", header)
        faults: list[Fault] = []
        rows = list(Csvs(path.parent, None)._rows(path, faults.append))
    return rows, [(f.code, f.row) for f in faults]


def plain(rows: Iterator[Row]) -> list[tuple[int, list[object]]]:
    """Number and cells; a line of nothing has no cell, or one that is empty."""
    return [(row.number, [] if row.cells == [""] else list(row.cells)) for row in rows]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(st.sampled_from(PARTS), max_size=60), block=st.integers(1, 80), header=st.integers(1, 4))  # fmt: skip
@example(parts=['"u\nv"', ",", "a", "\r\n"] * 4, block=3, header=1)
@example(parts=["a", '"q"', ",", '"r', "\n", "s", '"', "\n"], block=80, header=1)
@example(parts=["a", "\r"] * 40, block=4, header=1)
@example(parts=["a,b\r\n"] * 4 + ["a" * 80, "\n"], block=7, header=1)
def test_blocks_change_nothing(tmp_path: Path, parts: list[str], block: int, header: int) -> None:
    """Same rows, same numbers, same fault at the same line, wherever a block ends."""
    path = tmp_path / "loans.csv"
    path.write_text("h1,h2\r\n" + "".join(parts), "utf-8", newline="")

    rows, faults = read(path, block, header)
    alone, same = read(path, 4096, 10**6)

    assert not any(isinstance(row, Lines) for row in alone)
    assert (plain(one_by_one(rows)), faults) == (plain(one_by_one(alone)), same)


@pytest.mark.parametrize("quote", ["", '"'])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_plain_files_are_read_as_lines(tmp_path: Path, quote: str, end: str) -> None:
    """With a comma in every field too, if all are in quotes."""
    comma = "," if quote else ""
    row = f"{quote}a{comma}{quote},{quote}银{quote}{end}"
    (tmp_path / "loans.csv").write_text(row * 50, "utf-8", newline="")

    rows, faults = read(tmp_path / "loans.csv", 32, 2)

    lines = [row for row in rows if isinstance(row, Lines)]
    assert sum(run.size for run in lines) > 35
    assert [row.number for row in one_by_one(rows)] == list(range(1, 51))
    assert {tuple(row.cells) for row in one_by_one(rows)} == {(f"a{comma}", "银")}
    assert faults == []


@pytest.mark.parametrize("row", ['a,"b""c"', 'a,"b\nc"', 'a,b"c"', 'a, "b"', 'a,"b"c', "a\rb,c"])
def test_what_needs_care_is_read_row_by_row(tmp_path: Path, row: str) -> None:
    """A quote within a field, a line end within one, a lone CR: one such line is enough."""
    path = tmp_path / "loans.csv"
    path.write_text("h1,h2\n" + "a,b\n" * 9 + row + "\n" + "a,b\n" * 9, "utf-8", newline="")

    rows, _ = read(path, 4096, 3)

    assert not any(isinstance(row, Lines) for row in rows)


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("block", [5, 16, 17, 18, 19, 4096])
def test_wrong_bytes_are_at_their_line(tmp_path: Path, block: int, end: bytes) -> None:
    """The fault is at the line with the first byte that is not of the encoding."""
    path = tmp_path / "loans.csv"
    good = b"h1,h2" + end + ("银,b".encode() + end) * 20
    path.write_bytes(good + b"\xff,a" + end + (b"a,b" + end) * 20)

    _, faults = read(path, block, 2)

    assert faults == [("encoding", 22)]


def test_a_character_cut_off_at_the_end(tmp_path: Path) -> None:
    """A file that ends within a character was cut short."""
    path = tmp_path / "loans.csv"
    path.write_bytes(b"h1,h2\n" * 7 + "a,银".encode()[:-1])

    _, faults = read(path, 64, 2)

    assert faults == [("encoding", 8)]


def test_faults_of_rows_in_lines_have_their_addresses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row deep in a file that came as text is told by its line."""
    monkeypatch.setattr(csvs, "BLOCK", 256)
    monkeypatch.setattr(csvs, "MAX_LINE", 1 << 20)
    data = good()
    first = data["events"][0]
    data["events"] = [{**first, "id": f"E{i}"} for i in range(60)]
    data["events"][49]["at"] = "2026-02-30 10:00"
    data["evidence"] = []

    with check(write_csvs(tmp_path, data)) as reading:
        assert ("datetime", "events.csv:51") in codes(reading)
        assert reading.counts.rows["events"] == 60
