"""What a rule says."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from noticegen.text import NOTHING, Text


class Severity(StrEnum):
    """What a failed rule does."""

    BLOCK = "block"
    WARN = "warn"
    INFO = "info"


class Verdict(StrEnum):
    """How a rule came out."""

    PASS = "pass"
    FAIL = "fail"
    NA = "na"
    OVERRIDDEN = "overridden"


class Finding(NamedTuple):  # a check makes a hundred of these: a tuple is made at once
    """One rule's word on one party. A failed finding of severity BLOCK stops the document.

    `earliest` is the first day on which this rule could pass provided its curable steps are
    recorded by then; None = it passes, or only an override helps (`curable` tells which)."""

    rule: str
    severity: Severity
    verdict: Verdict
    party: str = ""
    needed: Text = NOTHING
    found: Text = NOTHING
    earliest: date | None = None
    hint: Text = NOTHING
    basis: str = ""
    curable: bool = True

    @property
    def blocks(self) -> bool:
        """Whether this finding alone stops the document."""
        return self.verdict is Verdict.FAIL and self.severity is Severity.BLOCK
