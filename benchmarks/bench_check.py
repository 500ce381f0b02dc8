"""How long figures and `check` take for a loaded case, beside another state of the program.

    python benchmarks/bench_check.py [--against CHECKOUT] [--rounds 7] [--cases 200]

Each case is new: nothing is remembered from the one before. The figure is the tenth percentile of
the best round, since on a shared machine every disturbance only adds. `--against` runs the same cases
on another checkout, round about, and prints the ratio: the time there over the time here.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parents[1]
KINDS = ("overdue-notice", "recourse-notice", "guarantor-reminder", "recourse-demand", "guarantor-demand",
         "blacklist-warning", "blacklist-listing", "judicial-referral", "payoff-certificate",
         "list-withdrawal")  # fmt: skip


def scenes() -> Iterator[tuple[str, Any, date]]:
    """Name, case and day: the worked timeline, a month of calls after it, eighteen instalments."""
    sys.path.insert(0, str(HERE / "tests"))
    import cases
    from ledger_cases import case, with_

    yield "10 events", case(), date(2026, 3, 27)
    calls = [f"{month:02}-{day:02} 09:00 call B" for month in (4, 5) for day in range(1, 29)]
    yield "66 events", case(with_(*calls)), date(2026, 5, 29)
    yield "18 instalments", cases.eighteen(), date(2026, 3, 27)


def measure(count: int) -> dict[str, float]:
    """Milliseconds per question, each asked of `count` new copies of the case."""
    from noticegen import figures, rules
    from noticegen.policy import load_policy

    policy = load_policy(HERE / "templates" / "policy.toml")
    found: dict[str, float] = {}
    for name, case, on in scenes():
        found[f"owed, {name}"] = _each(count, case, lambda c: figures.owed(c, on, policy))  # noqa: B023
        for kind in KINDS if name == "66 events" else KINDS[:1]:
            found[f"{kind}, {name}"] = _each(
                count,
                case,
                lambda c: rules.check(c, kind, on, policy),  # noqa: B023
            )
    return found


def _each(count: int, case: Any, question: Callable[[Any], object]) -> float:
    """The tenth percentile: what it takes when nothing else has the machine."""
    question(replace(case))  # the holidays and what is imported on the way are loaded once
    times = []
    for copy in [replace(case) for _ in range(count)]:
        since = time.perf_counter()
        question(copy)
        times.append(time.perf_counter() - since)
    return sorted(times)[count // 10] * 1000


def _in_process(checkout: Path, count: int) -> dict[str, float]:
    """One round in a fresh interpreter on that checkout's program, with this file's cases."""
    code = (
        f"import sys; sys.path[:0] = [{str(checkout / 'src')!r}, {str(HERE / 'benchmarks')!r}]\n"
        f"import bench_check, json; print(json.dumps(bench_check.measure({count})))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--against", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cases", type=int, default=200)
    given = parser.parse_args()
    best: dict[Path, dict[str, float]] = {}
    for _ in range(given.rounds):
        for checkout in filter(None, (HERE, given.against)):
            for name, took in _in_process(checkout, given.cases).items():
                kept = best.setdefault(checkout, {})
                kept[name] = min(took, kept.get(name, took))
    for name, took in best[HERE].items():
        there = best.get(given.against, {}).get(name)
        ratio = f"{there / took:8.1f} x faster" if there else ""
        print(f"{name:36} {took:8.3f} ms {ratio}")


if __name__ == "__main__":
    main()
