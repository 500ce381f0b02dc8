"""Deciding on loans: the very rules of `check`, letter by letter, for a chunk of loans at a time."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from noticegen import bulk, episodes, figures, rules
from noticegen.addressing import holding
from noticegen.batch.reasons import FAILED, of_error, of_finding, told_of
from noticegen.batch.rows import Row, Why
from noticegen.book import Book
from noticegen.book.rows import fen
from noticegen.bulk import Standing
from noticegen.desk import Desk
from noticegen.facts.people import address_for
from noticegen.issue import letter as letters
from noticegen.issue.job import Job, addressees_of, before_this_run, case_text
from noticegen.model import Case, Document, Finding, Verdict
from noticegen.register import Entry, Register, Request
from noticegen.rules.data import issued_to
from noticegen.rules.steps import holds
from noticegen.text import Text
from noticegen.vault import Vault
from noticegen.wording import Kind

NO_LONGER = "未完成签发，现不再签发 / left unfinished, and no longer to be issued"
DISPUTE = "C-06"  # an unanswered dispute or complaint
PROBE = 987_654_321  # no sequence comes so far: a number that stands nowhere but in its own letter
LEAST_FOREIGN = 3  # a shorter name is found by chance


@dataclass(frozen=True, slots=True)
class Terms:
    """What is the same for every letter of a run. `begun` is when it began, in the zone of the house;
    `today` is the day on which this is asked, later where it was left unfinished; `run` is its name;
    `approvals` are those of the run; `closed` = it was left unfinished too long ago: it keeps what it
    issued, and issues nothing more. `engine` draws its letters: archive | press."""

    desk: Desk
    book: Book
    kind: Kind
    locale: str
    on: date
    begun: datetime
    today: date
    setup: str
    approvals: frozenset[str]
    run: str
    branch: str = ""
    retry: bool = False
    closed: bool = False
    engine: str = "archive"


@dataclass(frozen=True, slots=True)
class Ready:
    """A letter that may be issued, or that this run has issued already (`standing` tells)."""

    job: Job
    party: str
    request: Request
    row: Row
    standing: Standing | None = None
    document: Document | None = None  # as it reads under the number `probe`, without the seal
    probe: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided on a chunk: letters to issue, rows of all others, numbers to make void."""

    ready: tuple[Ready, ...]
    rows: tuple[Row, ...]
    void: tuple[tuple[Entry, str], ...]
    quiet: int  # candidates with nothing unpaid


def decide(terms: Terms, loans: Sequence[str], *, sure: bool = True) -> Decided:
    """Decide on each letter of these loans. A loan that cannot even be read becomes a row.

    `sure` = a letter is ready only on evidence files that were hashed just now; a plan may trust
    that a file nobody touched is what it was."""
    ready: list[Ready] = []
    rows: list[Row] = []
    jobs: list[tuple[Job, Case]] = []
    quiet = 0
    for loan, found in _cases(terms, loans, rows):
        with _apart(bare_row(found), rows):
            case = load(terms, loan) if sure and not _stands(terms, found) else found
            job = job_of(terms, case)
            if episodes.present_episode(job.case, terms.on, terms.desk.policy) is None:
                quiet += 1
            else:
                jobs.append((job, case))
    register = _Known.of(terms, [job for job, _ in jobs])
    foreign = _foreign([job.case for job, _ in jobs])
    for job, case in jobs:
        for made in _letters(terms, job, case, register, foreign):
            if isinstance(made, Ready):
                ready.append(made)
            else:
                rows.append(made)
    void = register.stale({r.request.key: r.request for r in ready})
    return Decided(tuple(ready), tuple(rows), tuple(void), quiet)


@contextlib.contextmanager
def _apart(row: Row, rows: list[Row]) -> Iterator[None]:
    """One bad loan never stops the run: whatever it raises becomes its row."""
    try:
        yield
    except Exception as error:  # noqa: BLE001  # data, wording, book: each is told with its reason
        rows.append(replace(row, state="failed", why=(of_error(error),)))


def _cases(terms: Terms, loans: Sequence[str], rows: list[Row]) -> Iterator[tuple[str, Case]]:
    """The cases of a chunk in few queries; when one cannot be read, each for itself."""
    house, vault = terms.desk.house, Vault(terms.desk.evidence)
    try:
        found = list(terms.book.load_many(loans, house, vault))
    except Exception:  # noqa: BLE001  # which loan it was is found below
        for loan in loans:
            with _apart(Row(loan, "", "failed"), rows):
                yield loan, load(terms, loan)
    else:
        yield from zip(loans, found, strict=True)


def _stands(terms: Terms, case: Case) -> bool:
    """Whether each evidence file, hashed now, is what the first look took it for."""
    vault = Vault(terms.desk.evidence)
    return all(vault.state(file.sha256) is file.state for e in case.log for file in e.evidence)


def load(terms: Terms, loan: str) -> Case:
    """One case, whole."""
    return terms.book.load(loan, terms.desk.house, Vault(terms.desk.evidence))


def job_of(terms: Terms, case: Case) -> Job:
    """What the letters of one case are made from."""
    own = before_this_run(case, terms.kind.id, terms.on)
    return Job(
        terms.desk, terms.book, Register(terms.book), terms.kind, own, terms.locale, terms.on,
        terms.begun, terms.setup, terms.approvals,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Known:
    """What the register knows of the letters of a chunk."""

    requests: Mapping[tuple[str, str], Request]  # by loan and party
    standing: Mapping[str, Standing]
    given_up: Mapping[str, Sequence[Entry]]
    reserved: tuple[Entry, ...]

    @classmethod
    def of(cls, terms: Terms, jobs: Sequence[Job]) -> _Known:
        requests: dict[tuple[str, str], Request] = {}
        for job in jobs:
            with contextlib.suppress(Exception):  # said with its letters, where it is asked again
                for party in addressees_of(job, None):
                    requests[job.case.loan.id, party] = letters.request_for(job, party)
        keys = [request.key for request in requests.values()]
        given_up: dict[str, list[Entry]] = {}
        for entry in bulk.given_up(terms.book, keys):
            given_up.setdefault(entry.key, []).append(entry)
        loans = [job.case.loan.id for job in jobs]
        return cls(
            requests,
            bulk.standing(terms.book, keys),
            given_up,
            bulk.unfinished(terms.book, terms.kind.id, terms.locale, loans),
        )

    def failed(self, request: Request) -> Entry | None:
        """The number of this very letter that could not be drawn, the last of several."""
        tried = [
            entry
            for entry in self.given_up.get(request.key, ())
            if entry.case_digest == request.case_digest
            and entry.setup_digest == request.setup_digest
            and (entry.void_reason or "").startswith(FAILED)
        ]
        return tried[-1] if tried else None

    def stale(self, wanted: Mapping[str, Request]) -> Iterator[tuple[Entry, str]]:
        """Reserved numbers that will not become one of the letters wanted, and why."""
        for entry in self.reserved:
            request = wanted.get(entry.key)
            if request is None:
                yield entry, NO_LONGER
            elif (entry.case_digest, entry.setup_digest) != (
                request.case_digest,
                request.setup_digest,
            ):
                yield entry, letters.why_void(entry, request)


def _letters(
    terms: Terms, job: Job, case: Case, register: _Known, foreign: frozenset[str]
) -> Iterator[Ready | Row]:
    """A letter or the reason against it for each addressee of one loan; a loan that has none is not
    what this kind of letter is about."""
    base = bare_row(job.case)
    try:
        base = base_row(job)
        if terms.kind.addressees and not holding(job.case, terms.kind.addressees):
            yield replace(base, state="no_addressee")
            return
        parties = addressees_of(job, None)
    except Exception as error:  # noqa: BLE001  # one bad loan never stops the run
        yield replace(base, state="failed", why=(of_error(error),))
        return
    strangers: frozenset[str] | None = None
    for party in parties:
        row = base
        try:
            row = addressed(job, party, base)
            of = job.case.loan.id, party
            request = register.requests.get(of) or letters.request_for(job, party)
            known = register.standing.get(request.key)
            if known and known.run == terms.run and known.entry.state == "issued":
                noted = tuple(known.notes.split())
                yield Ready(job, party, request, replace(row, warnings=noted), known)
                continue
            if earlier := _earlier(terms, case, job, party, known):
                yield replace(row, state="already", number=earlier)
                continue
            if terms.closed:
                yield replace(row, state="refused", why=(_CLOSED,))
                continue
            if (tried := register.failed(request)) and not terms.retry:
                yield replace(row, state="failed", number=tried.number, seq=tried.seq, why=(told_of(tried.void_reason or ""),))  # fmt: skip
                continue
            if strangers is None:
                strangers = _strangers(job.case, foreign)
            yield _checked(
                job, party, request, row=row, known=known, strangers=strangers, today=terms.today
            )
        except Exception as error:  # noqa: BLE001  # one bad loan never stops the run
            yield replace(row, state="failed", party=party, why=(of_error(error),))


_CLOSED = Why(
    "", "本批次中断过久，不再签发", "the run was left unfinished too long ago: it issues no more",
    "由下一批次签发", "the next run takes it",
)  # fmt: skip


def _checked(
    job: Job, party: str, request: Request, *, row: Row, known: Standing | None, strangers: frozenset[str],
    today: date,
) -> Ready | Row:  # fmt: skip
    """What the rules say of one letter, as `check` and then of its text."""
    policy, kind = job.desk.policy, job.kind.id
    findings = list(rules.check(job.case, kind, job.on, policy, party))
    document: Document | None = None
    if rules.verdict(findings) == "ready":
        if out := _left_out(job, party, findings, today):
            return replace(row, state="left_out", why=out)
        number = letters.numbering(job.desk.house, policy, request)(PROBE)
        document = letters.composed(job, party, number, job.issued_on, request.deadline)
        findings += rules.check_document(
            document, job.case, kind, job.on, policy, party,
            deadline=request.deadline, foreign=strangers, asked_on=today,
        )  # fmt: skip
        if out := _left_out(job, party, findings, today):  # in dispute since the day of the figures
            return replace(row, state="left_out", why=out)
    if rules.verdict(findings) == "blocked":
        first = rules.earliest(findings)
        why = tuple(of_finding(f) for f in findings if f.blocks)
        return replace(row, state="refused", why=why, earliest=first.isoformat() if first else "")
    told = sorted({f.rule for f in findings if f.verdict is Verdict.FAIL})
    row = replace(row, warnings=tuple(told))
    return Ready(job, party, request, row, known, document, number)


def _left_out(job: Job, party: str, findings: Sequence[Finding], today: date) -> tuple[Why, ...]:
    """A hold that runs on the day of issue or an unanswered dispute: the rules only warn, but a run
    leaves such loans to a person, who may issue the letter singly."""
    day = max(job.on, job.issued_on, today)
    singly = Text(
        f"确需签发的单独办理：noticegen issue {job.kind.id} {job.case.loan.id}",
        f"to issue it all the same: noticegen issue {job.kind.id} {job.case.loan.id}",
    )
    out = [
        replace(
            of_finding(f), cure_zh=f"{f.hint.zh}；{singly.zh}", cure_en=f"{f.hint.en}; {singly.en}"
        )
        for f in findings
        if f.rule == DISPUTE and f.verdict is Verdict.FAIL
    ]
    running = [h for h, last in holds(job.case, day, party) if h.day <= day <= last]
    hold = running[0] if running else None
    if hold is not None:
        reason = hold.details.get("reason", "")
        until = f"至 {hold.by}" if hold.by else ""
        out.append(
            Why("S-25", f"{hold.day} 起暂缓催收{until}（{reason}）",
                f"on hold since {hold.day}{f' until {hold.by}' if hold.by else ''} ({reason})",
                f"以 hold_end 结束暂缓；{singly.zh}", f"end it with `hold_end`; {singly.en}")
        )  # fmt: skip
    return tuple(out)


def _earlier(terms: Terms, case: Case, job: Job, party: str, known: Standing | None) -> str:
    """The number of a letter of this kind that the party has in this default, not of this run; ""."""
    episode = episodes.present_episode(job.case, terms.on, terms.desk.policy)
    since = episode.anchor if episode else date.min
    own = known.entry.number if known and known.run == terms.run else ""
    numbers = [e.document for e in issued_to(case, terms.kind.id, party, since)]
    return next((n for n in reversed(numbers) if n != own), "")


def bare_row(case: Case) -> Row:
    """What a row says of a loan before anything was computed."""
    return Row(
        loan=case.loan.id,
        party="",
        state="planned",
        contract=case.loan.contract_no,
        branch=case.loan.branch,
        officer=case.loan.officer,
        booked_until=case.booked_until.isoformat() if case.booked_until else "",
    )


def base_row(job: Job) -> Row:
    """What all letters of one loan share."""
    case, policy = job.case, job.desk.policy
    owed = figures.owed(case, job.on, policy)
    days = episodes.days_overdue(case, job.on, policy)
    return replace(bare_row(case), total=fen(owed.total), days=days)


def addressed(job: Job, party: str, base: Row) -> Row:
    """The row of a letter to one party: who gets it, and where."""
    who = job.case.parties[party]
    where = address_for(job.case, who, job.issued_on)
    return replace(
        base,
        party=party,
        name=who.name,
        phone=who.phone,
        postcode=where.postcode if where else "",
        address=where.text if where else "",
        debtor=f"{who.id_kind}:{who.id_number}" if who.id_number else f"party:{who.id}",
    )


def left_over(terms: Terms, entry: Entry) -> Row:
    """The row of a letter this run has issued, whatever became of its loan since: who is no longer a party
    of it has her letter all the same. Of a loan that cannot be read only the addressee is told; why it
    cannot is in a row of its own."""
    row, who = Row(entry.loan, entry.party, "issued"), None
    try:
        who = terms.book.party(entry.party)
        row = replace(row, name=who.name, phone=who.phone)
        case = load(terms, entry.loan)
        job = job_of(terms, replace(case, parties={**case.parties, who.id: who}))
        return addressed(job, entry.party, base_row(job))
    except Exception as error:  # noqa: BLE001  # one bad loan never stops the run
        of_error(error)  # raises what is not about this loan
        return row


def _foreign(cases: Sequence[Case]) -> frozenset[str]:
    """Names and contract numbers of the chunk; no letter may hold those of another loan."""
    names = {p.name for case in cases for p in case.parties.values()}
    numbers = {case.loan.contract_no for case in cases}
    return frozenset(word for word in names | numbers if len(word) >= LEAST_FOREIGN)


def _strangers(case: Case, foreign: frozenset[str]) -> frozenset[str]:
    """Those that stand nowhere in this case, not even as a part of a longer word."""
    own = case_text(case)
    return frozenset(word for word in foreign if word not in own)
