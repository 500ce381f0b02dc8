"""What the rules say in the tests, kept in `tests/data/findings/` as text to be read.

A test of a rule mostly asserts one word of its answer. Each answer it asks for is compared here in full as
well: whom it is about, what was wanted and found, what to do, and from which day on. One that is not
recorded for the test fails it. After a change that is meant:

    .venv/bin/python tools/write_findings.py    # then read `git diff tests/data/findings`
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

from noticegen.model import Finding, Verdict

FOLDER = Path(__file__).parent / "data" / "findings"
FILES = ("test_rules_", "test_timeline")  # how the names of files begin whose answers are recorded
# By test: each answer (what was asked: rule, day and party; then two lines for each finding), with the kinds
# of document before which it is given; in the order in which they were first given.
Answers = dict[str, dict[tuple[str, str], list[str]]]

# While tests run: None. While `tools/write_findings.py` runs: what it will write, by file.
writing: dict[str, Answers] | None = None


def same(
    findings: Iterable[Finding], rule: str, kind: str, on: date, party: str | None = None
) -> list[Finding]:
    """What one rule says among these findings, which were asked for all addressees or for one `party`;
    fails unless it is recorded for the test that is running."""
    said = [f for f in findings if f.rule == rule]
    file, _, rest = os.environ.get("PYTEST_CURRENT_TEST", "").partition("::")
    module, test = Path(file).stem, rest.partition(" ")[0].partition("[")[0]
    if not module.startswith(FILES):
        return said
    asked = f"{rule} {on} to {party}" if party else f"{rule} {on}"
    answer = "\n".join(line for f in said for line in _lines(f))
    if writing is None:
        answers = known(module).get(test, {})
        near = "\n".join(text for what, text in answers if what == asked)
        assert kind in answers.get((asked, answer), ()), (
            f"not as recorded; if it is meant, tools/write_findings.py. {asked}: {kind}\n{answer}\nrecorded:\n{near}"
        )
    else:
        kinds = writing.setdefault(module, {}).setdefault(test, {}).setdefault((asked, answer), [])
        kinds += [] if kind in kinds else [kind]
    return said


def _lines(finding: Finding) -> tuple[str, ...]:
    """One finding in English and in Chinese; of a rule that does not apply only that."""
    if finding.verdict is Verdict.NA and not finding.found.en:
        return (f"  na {finding.party or '-'}",)
    failed = finding.verdict is Verdict.FAIL
    word = finding.severity.value if failed else finding.verdict.value
    when = f" from {finding.earliest}" if finding.earliest else ""
    never = "" if finding.curable else " for good"
    said = [t for t in (finding.needed, finding.found, finding.hint) if t.en]
    english, chinese = " | ".join(t.en for t in said), " | ".join(t.zh for t in said)
    return f"  {word}{never}{when} {finding.party or '-'}: {english}", f"    {chinese}"


def page(answers: Answers) -> str:
    """The text of one file."""
    parts = []
    for test, said in answers.items():
        parts.append(f"## {test}")
        parts += [
            f"{asked}: {', '.join(ks)}\n{text}".rstrip() for (asked, text), ks in said.items()
        ]
    return "\n\n".join(parts) + "\n"


@cache
def known(module: str) -> Answers:
    """What is recorded for the tests of a file."""
    found: Answers = {}
    said: dict[tuple[str, str], list[str]] = {}
    file = FOLDER / f"{module}.txt"
    parts = file.read_text("utf-8").rstrip("\n").split("\n\n") if file.exists() else []
    for part in parts:
        if part.startswith("## "):
            said = found.setdefault(part.removeprefix("## "), {})
            continue
        head, _, text = part.partition("\n")
        asked, _, kinds = head.partition(": ")
        said[asked, text] = kinds.split(", ")
    return found
