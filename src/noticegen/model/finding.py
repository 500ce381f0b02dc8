"""What a rule says."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum

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


@dataclass(frozen=True, slots=True, init=False)
class Finding:
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

    # Written out: a check makes a hundred of these, and what `frozen` generates takes twice as long.
    def __init__(  # noqa: PLR0917 (the fields, in their order)
        self,
        rule: str,
        severity: Severity,
        verdict: Verdict,
        party: str = "",
        needed: Text = NOTHING,
        found: Text = NOTHING,
        earliest: date | None = None,
        hint: Text = NOTHING,
        basis: str = "",
        curable: bool = True,
    ) -> None:
        put = _PUT
        put[0](self, rule)
        put[1](self, severity)
        put[2](self, verdict)
        put[3](self, party)
        put[4](self, needed)
        put[5](self, found)
        put[6](self, earliest)
        put[7](self, hint)
        put[8](self, basis)
        put[9](self, curable)

    @property
    def blocks(self) -> bool:
        """Whether this finding alone stops the document."""
        return self.verdict is Verdict.FAIL and self.severity is Severity.BLOCK


_PUT = tuple(getattr(Finding, f.name).__set__ for f in fields(Finding))
