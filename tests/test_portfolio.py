"""The synthetic portfolio of the benchmarks: importable as it is, with every kind of case of the examples."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import demo_desk
import pytest
from batch_desk import run

from noticegen.desk import Desk

SPEC = importlib.util.spec_from_file_location(
    "make_portfolio", Path(__file__).parents[1] / "benchmarks" / "make_portfolio.py"
)
assert SPEC is not None and SPEC.loader is not None
make_portfolio = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(make_portfolio)


def test_every_kind_of_case_is_there(tmp_path: Path) -> None:
    """As many loans as there are examples: imported without a fault, decided as the examples are."""
    folder = demo_desk.new(tmp_path / "desk")
    make_portfolio.write_cases(folder / "data", 13)

    assert 0 == demo_desk.run(folder, "import", str(folder / "data"))
    planned = run(Desk.open(folder, {}), demo_desk.NOW, dry_run=True)
    assert (9, 3, 1) == (planned.counts["planned"], planned.counts["refused"], planned.quiet)


@pytest.mark.parametrize(("shares", "count"), [({"DK-0003": 2, "DK-0001": 1}, 9), (None, 30)])
def test_the_same_each_time(shares: dict[str, int] | None, count: int, tmp_path: Path) -> None:
    """Same arguments, same bytes; only the kinds asked for."""
    for name in ("a", "b"):
        make_portfolio.write_cases(tmp_path / name, count, shares=shares)
    one, two = (sorted((tmp_path / name).rglob("*.csv")) for name in ("a", "b"))

    assert [p.read_bytes() for p in one] == [p.read_bytes() for p in two]
    loans = (tmp_path / "a" / "借款.csv").read_text("utf-8").splitlines()[2 - 1 :]
    assert count == len(loans)
    if shares:
        assert set(shares) == {line.split(",")[1][:7] for line in loans}
