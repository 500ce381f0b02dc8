"""A portion of rows is checked column by column and staged in runs of one loan; nothing is lost by it."""

from __future__ import annotations

import marshal
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from import_data import ZONE, check, good, write_csvs

from noticegen.schema import EVENTS
from noticegen.sources.cells import Reader
from noticegen.sources.checked import Heading, Outcome, Portion, check_rows
from noticegen.sources.faults import Refused

HEADS = ("loan", "number", "due", "principal", "interest")


def outcome(*rows: Sequence[object]) -> Outcome:
    """What comes of these instalments, numbered from 2."""
    top = Heading("instalments", HEADS, "f", "s", "line", ZoneInfo(ZONE), exact=True)
    return check_rows(Portion(top, list(range(2, 2 + len(rows))), list(rows), frozenset()))


def test_neighbours_of_one_loan_are_one_run() -> None:
    """A run ends where the loan changes, and begins anew when it comes back."""
    found = outcome(
        ("A", "1", "2026-01-01", "1", "0"),
        ("A", "2", "2026-02-01", "1", "0"),
        ("B", "1", "2026-01-01", "1", "0"),
        ("A", "3", "2026-03-01", "1", "0"),
    )

    assert (found.keys, found.numbers) == (["A", "B", "A"], [2, 4, 5])
    assert [[row[0] for row in marshal.loads(run)] for run in found.data] == [[2, 3], [4], [5]]
    assert (found.size, found.faults) == (4, {})


def test_a_row_with_a_fault_is_a_run_of_its_own() -> None:
    """Its neighbours keep their places, and each fault is under the number of its row."""
    found = outcome(
        ("A", "1", "2026-01-01", "1", "0"),
        ("A", "x", "2026-02-30", "1", "0"),
        ("A", "3", "2026-03-01", "1", "0"),
    )

    assert found.numbers == [2, 3, 4]
    assert {n: [f.code for f in faults] for n, faults in found.faults.items()} == {3: ["int", "date"]}  # fmt: skip


def test_faults_of_a_row_are_in_the_order_of_its_columns() -> None:
    """Width first, then the cells, then what is missing, though columns are gone through one by one."""
    found = outcome(("A", "x", "", "-1"), ("B", "y", "z", "1", ""))

    assert [f.code for f in found.faults[2]] == ["row_width", "int", "too_small", "required", "required"]  # fmt: skip
    assert [f.code for f in found.faults[3]] == ["int", "date", "required"]


def test_a_value_without_a_hash_is_refused() -> None:
    """A list out of a database is a fault of its cell, not an end of the import."""
    (fault,) = outcome(("A", "1", "2026-01-01", ["1"], "0")).faults[2]

    assert (fault.code, fault.found.en) == ("money", "data of another kind")


def test_a_time_is_read_by_halves_only_when_both_were_right() -> None:
    """A clock that is known makes no day good, nor a day a clock."""
    reader = Reader(EVENTS.column("at"), ZoneInfo(ZONE), None)
    assert reader["2026-03-20 09:30"] == "2026-03-20 09:30:00"
    assert reader["2026-03-21 10:00:59"] == "2026-03-21 10:00:59"

    assert reader["2026-03-20 10:00:59"] == "2026-03-20 10:00:59"
    assert reader["2026-03-21 09:30"] == "2026-03-21 09:30:00"
    for wrong in ("2026-02-30 09:30", "2026-03-20 24:30", "2026-03-20  09:30", "2026-03-2009:30"):
        with pytest.raises(Refused):
            reader[wrong]


def test_one_row_of_a_run_that_names_nobody_holds_the_loan_back(tmp_path: Path) -> None:
    """The fault is at that row alone; the whole loan waits."""
    data = good()
    first = dict(data["events"][0])
    data["events"] = [{**first, "id": f"E{i}"} for i in range(3)]
    data["events"][1]["party"] = "nobody"
    data["evidence"] = []

    with check(write_csvs(tmp_path, data)) as reading:
        codes = [(f.code, f.address) for f in reading.faults if f.code == "unknown_party"]
        assert codes == [("unknown_party", "events.csv:3")]
        assert reading.counts.good == 0
        assert list(reading.filed) == []


def test_dossiers_leave_out_what_is_held(tmp_path: Path) -> None:
    """A loan whose evidence is missing is neither among the dossiers nor among the rows."""
    folder = write_csvs(tmp_path, good())
    (tmp_path / "evidence" / "示例.png").unlink()

    with check(folder) as reading:
        assert "evidence_missing" in {f.code for f in reading.faults}
        assert (list(reading.filed), list(reading.dossiers)) == ([], [])
