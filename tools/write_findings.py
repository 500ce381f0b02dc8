"""Writes tests/data/findings: what the rules say in each test of a rule, to be read (tests/recorded.py).

.venv/bin/python tools/write_findings.py
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1] / "tests"


def main() -> int:
    """Runs the tests and writes what they were told; what no test asks any more is gone."""
    sys.path.insert(0, str(TESTS))
    import recorded

    recorded.writing = {}
    files = sorted(str(p) for begin in recorded.FILES for p in TESTS.glob(f"{begin}*.py"))
    failed = pytest.main(["-q", "-p", "no:cacheprovider", *files])
    if failed:
        return int(failed)
    recorded.FOLDER.mkdir(exist_ok=True)
    for old in recorded.FOLDER.glob("*.txt"):
        old.unlink()
    for module, answers in recorded.writing.items():
        (recorded.FOLDER / f"{module}.txt").write_text(recorded.page(answers), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
