"""The story of a letter: gather, decide, reserve, compose and render, publish, seal.

1. gather     the case, the kind, the addressees
2. decide     the rules; blocked = say why (an override is recorded and waits for a second person)
3. reserve    a number with everything the letter is made from, in one transaction
4. draw       compose and render: pure, so that doing it again makes the same bytes
5. seal       while the number is still ours: publish the files, whole or not at all; then hashes,
              leaf, state and the `issued` event, in one transaction

A crash anywhere is mended by running it again: the reserved number is taken up with the same dates
and gives the same bytes. When the case or the set-up changed in between, that number is made void
with the reason and another is taken. A letter issued already is not issued again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from noticegen import rules
from noticegen.book import Book
from noticegen.desk import Desk
from noticegen.issue import letter as letters
from noticegen.issue.job import Job, addressees_of, gather
from noticegen.issue.letter import Letter
from noticegen.issue.overrides import OverrideRequest, approvals, asked_for, record_overrides
from noticegen.model import Finding
from noticegen.text import Text

if TYPE_CHECKING:
    from noticegen.render.beside import Beside

__all__ = ["IssueResult", "Letter", "OverrideRequest", "approvals", "issue"]


@dataclass(frozen=True, slots=True)
class IssueResult:
    """`status`: issued | blocked | awaiting (an override waits for confirmation) | draft | planned.

    `earliest` is the first day on which it could be issued (None: ready, or only an override helps)."""

    kind: str
    loan: str
    on: date
    status: str
    letters: tuple[Letter, ...] = ()
    findings: tuple[Finding, ...] = ()
    earliest: date | None = None
    messages: tuple[Text, ...] = ()


def issue(
    desk: Desk,
    book: Book,
    kind_id: str,
    loan_id: str,
    *,
    on: date,
    now: datetime,
    party: str | None = None,
    locale: str = "zh",
    draft: bool = False,
    dry_run: bool = False,
    overrides: Sequence[OverrideRequest] = (),
    beside: Beside | None = None,
) -> IssueResult:
    """Issue `kind_id` on a loan to `party` or to each addressee; figures as of `on`. `beside` helps to
    draw; see `render`.

    `now` is aware. A missing step is not raised but comes back as status "blocked" with the
    findings. Raises UsageError for an unknown kind, loan or party, DataError or TemplateError when
    the letter cannot be drawn, BookError and OutputError when it cannot be kept."""
    # 1. gather
    job = gather(desk, book, kind_id, loan_id, on=on, now=now, locale=locale, beside=beside)
    addressees = addressees_of(job, party)
    if draft:
        return _drafts(job, addressees, party, dry_run=dry_run)
    letters.named_house(job)
    already = _issued_already(job, addressees)
    todo = tuple(p for p in addressees if p not in {letter.party for letter in already})
    if not todo:
        return _result(job, "issued", already, messages=_say_already(already))
    # 2. decide
    findings = _check(job, todo, party)
    if overrides:
        wishes = asked_for(job, overrides, findings, party)
        if not dry_run:
            record_overrides(job, wishes)
            job = gather(desk, book, kind_id, loan_id, on=on, now=now, locale=locale, beside=beside)
            findings = _check(job, todo, party)
    if rules.verdict(findings) == "blocked":
        return _blocked(job, already, findings, () if dry_run else overrides)
    if dry_run:
        return _result(job, "planned", (*already, *(Letter(p, "planned") for p in todo)), findings)
    # 3. reserve
    reserved = [letters.reserve(job, p) for p in todo]
    # 4. draw
    drawn = [letters.draw(job, entry) for entry, _ in reserved]
    made = list(already)
    for (entry, void), letter in zip(reserved, drawn, strict=True):
        # 5. publish and seal
        sealed = letters.seal(job, entry, letter)
        state = "issued" if entry.reserved_at == job.now.isoformat() else "resumed"
        made.append(letters.letter_of(desk, sealed, state, void))
    return _result(job, "issued", tuple(made), findings, tuple(_story(made)))


def _drafts(
    job: Job, addressees: Sequence[str], party: str | None, *, dry_run: bool
) -> IssueResult:
    """Drafts are drawn even when the letter may not be issued yet; the findings say so."""
    findings = rules.check(job.case, job.kind.id, job.on, job.desk.policy, party)
    if dry_run:
        planned = tuple(Letter(p, "planned") for p in addressees)
        return _result(job, "planned", planned, findings, _to_come(job))
    drawn = tuple(letters.draft(job, p) for p in addressees)
    return _result(job, "draft", drawn, findings, _to_come(job))


def _to_come(job: Job) -> tuple[Text, ...]:
    """That a draft of a day to come is no more than that: no letter is issued on its figures (X-22)."""
    if job.on <= job.issued_on:
        return ()
    return (
        Text(
            f"{job.on} 尚未到来，数字为预计；不能据此签发（规则 X-22）",
            f"{job.on} has not come: the figures are foreseen, and no letter is issued on them (X-22)",
        ),
    )


def _issued_already(job: Job, addressees: Sequence[str]) -> tuple[Letter, ...]:
    """The letters of this run that are issued: asking again gives the same file, no new number."""
    keys = {letters.request_for(job, p).key for p in addressees}
    found = job.register.list(loan=job.case.loan.id, kind=job.kind.id, state="issued")
    return tuple(letters.letter_of(job.desk, e, "already") for e in found if e.key in keys)


def _check(job: Job, todo: Sequence[str], party: str | None) -> tuple[Finding, ...]:
    """What the rules say of the case, and of each letter as it would read."""
    policy = job.desk.policy
    found = list(rules.check(job.case, job.kind.id, job.on, policy, party))
    if rules.verdict(found) == "blocked":
        return tuple(found)
    return (*found, *_told_once({addressee: _read(job, addressee) for addressee in todo}))


def _read(job: Job, addressee: str) -> tuple[Finding, ...]:
    """What the rules say of the text of one letter, under a number that is not taken yet."""
    policy, terms = job.desk.policy, letters.request_for(job, addressee)
    number = letters.numbering(job.desk.house, policy, terms)(1)
    document = letters.composed(job, addressee, number, job.issued_on, terms.deadline)
    return rules.check_document(
        document, job.case, job.kind.id, job.on, policy, addressee or None, deadline=terms.deadline
    )


def _told_once(said: Mapping[str, tuple[Finding, ...]]) -> Iterator[Finding]:
    """What was said of each letter, by its addressee: what is said alike of all is told once; what names no
    party and is said of some only names the addressee."""
    alike = set.intersection(*map(set, said.values()))
    told: set[Finding] = set()
    for addressee, findings in said.items():
        for finding in findings:
            if finding in alike and finding not in told:
                told.add(finding)
                yield finding
            elif finding not in alike:
                yield finding._replace(party=finding.party or addressee)


def _blocked(
    job: Job,
    already: tuple[Letter, ...],
    findings: tuple[Finding, ...],
    overrides: Sequence[OverrideRequest],
) -> IssueResult:
    if not overrides:
        return _result(job, "blocked", already, findings)
    blocking = {f.rule for f in findings if f.blocks}
    status = "awaiting" if blocking <= {asked.rule for asked in overrides} else "blocked"
    return _result(job, status, already, findings, (_to_confirm(job, len(overrides)),))


def _to_confirm(job: Job, count: int) -> Text:
    """What the second person is to do about `count` overrides that were just recorded."""
    how = f"noticegen approve {job.case.loan.id} --last override --by NAME --role ROLE"
    if count == 1:
        return Text(
            f"特批已记录，待另一人确认：{how}",
            f"the override is recorded; a second person must confirm it: {how}",
        )
    return Text(
        f"{count}项特批已记录，待另一人逐项确认，每项一次：{how}",
        f"{count} overrides are recorded; a second person must confirm each, once for each: {how}",
    )


def _say_already(issued: Iterable[Letter]) -> tuple[Text, ...]:
    return tuple(
        Text(
            f"{letter.number} 已签发；补发即同一文件；如需更改，请先作废",
            f"{letter.number} is issued already; a further copy is the same file; void it to change it",
        )
        for letter in issued
    )


def _story(made: Iterable[Letter]) -> Iterator[Text]:
    for letter in made:
        for number in letter.replaced:
            yield Text(
                f"预留编号 {number} 已作废，改用 {letter.number}",
                f"the reserved number {number} is void; {letter.number} takes its place",
            )
        if letter.state == "resumed":
            yield Text(
                f"{letter.number} 上次未完成，已续办",
                f"{letter.number} was left unfinished and is finished now",
            )


def _result(
    job: Job,
    status: str,
    made: tuple[Letter, ...] = (),
    findings: tuple[Finding, ...] = (),
    messages: tuple[Text, ...] = (),
) -> IssueResult:
    return IssueResult(
        kind=job.kind.id,
        loan=job.case.loan.id,
        on=job.on,
        status=status,
        letters=made,
        findings=findings,
        earliest=rules.earliest(findings),
        messages=messages,
    )
