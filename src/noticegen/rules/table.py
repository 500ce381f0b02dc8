"""What a rule is, and how a rule says its word.

A rule is a plain function `(case, kind, on, policy, party) -> Iterator[Finding]` in a tuple of
`Rule`. It says what was needed and what was found; it knows neither its id nor what a failure
does: `stamp` writes the id, the basis and the severity of `policy.toml` on every finding. A rule
that yields nothing does not apply.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple, TypeAlias

from noticegen.memory import of_day
from noticegen.model import Case, Document, Finding, Severity, Verdict
from noticegen.policy import Policy
from noticegen.rules.paper import words
from noticegen.text import Text

Run: TypeAlias = Callable[[Case, str, date, Policy, str | None], Iterator[Finding]]

EVERY = ("*",)  # every kind of document
NOTICE = "overdue-notice"
NOTHING = Text("", "")


@dataclass(frozen=True)
class Composed:
    """A finished document and what is known of how it was made.

    `deadline` is the last day to pay that it names; `foreign` are names and numbers of other
    cases in the same run, which it must not contain. `asked_on` is the day on which it goes out, where
    that may be later than the day it bears (a run that was left unfinished)."""

    document: Document
    deadline: date | None = None
    foreign: frozenset[str] = frozenset()
    asked_on: date | None = None

    @property
    def goes_out(self) -> date | None:
        """The day up to which the log is asked who may be written to; None for a paper without a date."""
        days = [day for day in (self.document.issued_on, self.asked_on) if day]
        return max(days, default=None)

    @cached_property
    def words(self) -> str:
        """Every string of the document, one to a line."""
        return words(self.document)


Read: TypeAlias = Callable[[Composed, Case, date, Policy, str | None], Iterator[Finding]]


@dataclass(
    frozen=True, slots=True, eq=False
)  # a row is itself: what is kept of it is found at once
class Rule:
    """One row of the rule table.

    `run` decides on the case, `read` on the composed document; a rule has one of them or both.
    `basis` names the clause ("中文 / English"), `source` the law or standard behind it, `doubts`
    what a reader should know before relying on it. `of_case`: `run` reads neither kind nor party, so
    one answer serves every document."""

    id: str
    layer: str
    kinds: tuple[str, ...]
    name: Text
    needed: Text
    when: Text
    why: Text
    basis: str
    run: Run | None = None
    read: Read | None = None
    source: str = ""
    doubts: Text = NOTHING
    of_case: bool = False

    def gates(self, kind: str) -> bool:
        """Whether the rule stands before this kind of document."""
        return self.kinds == EVERY or kind in self.kinds


def met(needed: Text, found: Text = NOTHING, party: str = "") -> Finding:
    """What was needed is there."""
    return Finding("", Severity.BLOCK, Verdict.PASS, party, needed, found)


def unmet(
    needed: Text,
    found: Text,
    hint: Text,
    party: str = "",
    *,
    earliest: date | None = None,
    curable: bool = True,
    mild: bool = False,
) -> Finding:
    """What was needed is not there. `mild`: the lesser form of the failure (late, not missing).

    `earliest` is the first day on which it could be; not `curable`: no later act can mend it."""
    form = Severity.WARN if mild else Severity.BLOCK
    return Finding("", form, Verdict.FAIL, party, needed, found, earliest, hint, "", curable)


def absent(needed: Text, found: Text = NOTHING, party: str = "") -> Finding:
    """The rule does not apply, and `found` says why."""
    return Finding("", Severity.INFO, Verdict.NA, party, needed, found)


class Forms(NamedTuple):
    """What the policy makes of a rule before one kind: the severities of a failure and of its milder
    form, and the word of a rule that says nothing, that it does not apply."""

    full: Severity
    mild: Severity
    silent: Finding


def forms(rule: Rule, kind: str, policy: Policy) -> Forms:
    """What this policy makes of a rule before this kind."""
    full, mild = policy.rule(rule.id).forms(kind)
    return Forms(full, mild, Finding(rule.id, full, Verdict.NA, "", rule.needed, basis=rule.basis))


def stamp(rule: Rule, findings: Iterable[Finding], given: Forms) -> list[Finding]:
    """The findings of one rule with its id, its basis and the severity the policy gives it; of a rule
    that says nothing, that it does not apply."""
    id, basis, (full, mild, silent) = rule.id, rule.basis, given
    return [
        Finding(
            id, mild if form is Severity.WARN else full, verdict, party, needed, found, earliest, hint, basis, curable
        )
        for _, form, verdict, party, needed, found, earliest, hint, _, curable in findings
    ] or [silent]  # fmt: skip


# A rule that decides on the case, how it is asked, and what the policy makes of it.
Row: TypeAlias = tuple[Rule, Run, Forms]


# When a rule is asked that is asked again of the day of issue.
AT_ISSUE = Text(
    "签发时；截至日早于签发日的，按签发日再问一次",
    "at issue; once more of the day of issue, where the figures are of a day before it",
)


def again_at_issue(run: Run, *, override: bool = False) -> Read:
    """The question of `run` once more, of the day on which the document goes out: sums may be of a day
    before, but whoever died or disputed the debt since is not written to as if he had not.

    Says nothing of what stood against the document on the day of its figures already. `override` = the
    policy lets it be overridden: such a decision counts up to the day of the figures."""

    def read(
        made: Composed, case: Case, on: date, policy: Policy, party: str | None
    ) -> Iterator[Finding]:
        day, kind = made.goes_out, made.document.kind
        if day is None or day <= on:
            return
        before = {(f.party, f.found) for f in run(case, kind, on, policy, party)}
        for finding in run(case, kind, day, policy, party):
            if finding.verdict is Verdict.FAIL and (finding.party, finding.found) not in before:
                more = (_of_that_day(day),) if override else ()
                yield finding._replace(hint=join([finding.hint, *more]))

    return read


def _of_that_day(day: date) -> Text:
    return Text(f"特批须以 {day} 为截至日办理", f"an override needs the figures of {day}")


def rows(rules: Iterable[Rule], kind: str, policy: Policy) -> tuple[Row, ...]:
    """Those of the rules that decide on the case, ready to be asked about this kind."""
    return tuple((rule, rule.run, forms(rule, kind, policy)) for rule in rules if rule.run)


def can_block(asked: Iterable[Row]) -> tuple[Row, ...]:
    """Those of which the full or the milder form blocks."""
    return tuple(row for row in asked if Severity.BLOCK in row[2][:2])


def answers(  # noqa: PLR0917 (as a rule is asked, with the rows first)
    asked: Iterable[Row], case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[tuple[Rule, Forms, tuple[Finding, ...]]]:
    """These rules, each with its word, not yet stamped. Of several documents on one day a rule about
    the case is asked once, any other once for a kind and party."""
    known = of_day(case, on, policy)
    for rule, run, given in asked:
        question = rule if rule.of_case else (rule, kind, party)
        if question not in known:
            known[question] = tuple(run(case, kind, on, policy, party))
        yield rule, given, known[question]


def blocking(  # noqa: PLR0917 (as `answers`)
    asked: Iterable[Row], case: Case, kind: str, on: date, policy: Policy, party: str | None = None
) -> list[Finding]:
    """What blocks by the word of these rules, to one party or each, before overrides and relief."""
    found: list[Finding] = []
    for rule, given, said in answers(asked, case, kind, on, policy, party):
        failed = [f for f in said if f.verdict is Verdict.FAIL]
        if failed:  # what passes is not even stamped
            found += [f for f in stamp(rule, failed, given) if f.blocks]
    return found


def earliest(findings: Iterable[Finding]) -> date | None:
    """The first day on which the document is possible, the curable steps being on record by then.

    None when nothing blocks, or when something that blocks cannot be mended any more."""
    blocking = [f for f in findings if f.blocks]
    days = [f.earliest for f in blocking if f.curable and f.earliest]
    return max(days) if days and len(days) == len(blocking) else None


def join(texts: Iterable[Text]) -> Text:
    """Several things one after the other."""
    kept = [t for t in texts if t.en]
    return Text("；".join(t.zh for t in kept), "; ".join(t.en for t in kept))


def listed(words: Iterable[object]) -> Text:
    """Days or names in a row; the same words in both languages."""
    kept = [str(w) for w in words]
    return Text("、".join(kept), ", ".join(kept))


def manual(clause: str) -> str:
    """The basis of a rule of the collection manual."""
    return f"手册 {clause} / manual {clause}"
