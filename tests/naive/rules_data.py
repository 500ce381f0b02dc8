"""Rules on data (X): table I.2, as far as the case alone decides them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from naive import clocks, guarantors, service
from naive.situation import (
    B3L,
    B3W,
    G2,
    G2A,
    G2B,
    G2C,
    J4,
    N1,
    N2,
    PAYOFF,
    WITHDRAWAL,
    Situation,
    T,
    Word,
    is_person,
)
from noticegen.model import Guarantee, LoanKind, Party

STATUTE = ("costs", "interest", "principal")


def resident_id_ok(number: str) -> bool:
    """GB 11643: eighteen places, a real day of birth, the check of ISO 7064 mod 11-2."""
    if len(number) != 18 or not number[:17].isdigit():
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(c) * w for c, w in zip(number[:17], weights, strict=True))
    return "10X98765432"[total % 11] == number[17].upper()


def uscc_ok(code: str) -> bool:
    """GB 32100: the check of the eighteen places (weights 3^i mod 31)."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    if len(code) != 18 or any(c not in alphabet for c in code):
        return False
    total = sum(alphabet.index(c) * pow(3, i, 31) for i, c in enumerate(code[:17]))
    return alphabet[(31 - total % 31) % 31] == code[17]


def x01(s: Situation) -> Iterator[Word]:
    """Names and addresses with their source are there; numbers pass their check."""
    for p in s.addressees if s.kind != J4 else list(s.case.parties):
        party: Party = s.case.parties[p]
        moved = [e for e in s.ever(T.ADDRESS_CHANGE, party=p) if e.details.get("address")]
        if not party.name or not (any(a.text and a.source for a in party.addresses) or moved):
            yield Word("X-01", p, "fail")
            continue
        good = True
        if party.id_number and party.id_kind == "resident_id":
            good = resident_id_ok(party.id_number)
        elif party.id_number and party.id_kind == "uscc":
            good = uscc_ok(party.id_number)
        elif not party.id_number:
            good = False
        yield Word("X-01", p, "pass" if good else "fail", lesser=not good)


def x02(s: Situation) -> Iterator[Word]:
    """Payments are booked up to three days before the day of the letter."""
    booked = s.case.booked_until
    if booked is None:
        yield Word("X-02", "", "fail", lesser=True)
    else:
        old = (s.on - booked).days > s.policy.notice.asof_max_age
        yield Word("X-02", "", "fail" if old else "pass")


def x03(s: Situation) -> Iterator[Word]:
    """Rate, surcharge, basis and due date each point to a clause."""
    loan = s.case.loan
    clauses = [loan.rate_clause, loan.basis_clause, loan.due_clause]
    if loan.surcharge or (loan.misused and loan.misuse_surcharge):
        clauses.append(loan.surcharge_clause)
    # READING: recourse is given by law (CC 700), so the suit needs no clause for it but for an agreed rate
    if s.kind == J4 and s.ours() and loan.recourse_rate is not None:
        clauses.append(loan.recourse_clause)
    yield Word("X-03", "", "pass" if all(clauses) else "fail")


def x06(s: Situation) -> Iterator[Word]:
    """The same kind to the same party as of the same day was issued before."""
    for p in s.addressees:
        found = service.issued(s.case, s.kind, p, s.on, date.min)
        same = [e for e in found if e.details.get("as_of", e.day.isoformat()) == s.on.isoformat()]
        yield Word("X-06", p, "fail" if same else "pass")


def authority(s: Situation) -> bool:
    return any(service.intact(e) for e in s.ever(T.COLLECTION_AUTHORITY))


def may_collect(s: Situation) -> bool:
    """The creditor, his recorded authorised collector, or who has paid him (spec 10.1)."""
    if s.case.loan.lender == s.case.house.name or authority(s):
        return True
    return not entrusted(s) and any(service.intact(e) for e in s.ours()[:1])


def x09(s: Situation) -> Iterator[Word]:
    """The issuer holds what the paper asserts. READING: a letter of the list and a certificate assert
    nothing; a reminder is for the time before we paid, and where we are the creditor it only warns;
    once we have paid under a guarantee, notice and direct demand are no papers of ours."""
    creditor = s.case.loan.lender == s.case.house.name
    paid = bool(s.ours()) and not creditor and not entrusted(s)
    if s.kind in (B3W, B3L, PAYOFF, WITHDRAWAL):
        yield Word("X-09", "", "na")
    elif s.kind in (G2A, G2B):
        wrong = creditor or (s.kind == G2A and paid)
        yield Word("X-09", "", "fail" if wrong else "pass", lesser=creditor)
    elif s.kind == N2:  # our own claim; without a payment it is for L-04 to say so
        yield Word("X-09", "", "fail" if creditor else "pass")
    else:
        gone = s.kind in (N1, G2C) and paid
        yield Word("X-09", "", "pass" if may_collect(s) and not gone else "fail")


def x10(s: Situation) -> Iterator[Word]:
    """The addressee lives and is not insolvent, or legal has approved since. Before the referral also each
    guarantor who would be sued; READING: he only warns, the suit against the others need not wait."""
    sued = sued_guarantors(s) if s.kind == J4 else []
    for p in dict.fromkeys([*s.addressees, *sued]):
        gone = s.ever(T.DEATH, T.INSOLVENCY, party=p)
        ok = not gone or s.legal_nod(gone[-1].at, p)
        aside = s.kind == J4 and p not in s.debtors
        yield Word("X-10", p, "pass" if ok else "fail", lesser=aside)


def sued_guarantors(s: Situation) -> list[str]:
    """Who backs the claim that is sued for, by a deed that is no matter of arbitration and whose period is
    not over unused on every reading, and of whom something may still be claimed: what he paid counts
    against his caps."""
    own_loan = s.case.loan.lender == s.case.house.name
    paid = bool(s.ours())
    found = []
    for deed in s.case.guarantees:
        if (deed.counter != paid and not own_loan) or deed.dispute_way == "arbitration":
            continue
        period = clocks.guarantee_period(s.case, deed, s.on, s.policy)
        kept = clocks.kept_on(s.case, deed, s.on, s.policy)
        if period is None or kept is not None or s.on <= period.latest:
            found.append(deed)
    return [deed.party for deed in found if not used_up(s, deed.party, found)]


def used_up(s: Situation, party: str, deeds: list[Guarantee]) -> bool:
    """Whether the caps of these deeds together are paid; READING: who died is asked about all the same."""
    own = [d for d in deeds if d.party == party]
    left = guarantors.open_caps(s.case, party, own, s.on, s.policy)
    return left == 0 and not s.ever(T.DEATH, party=party)


def x12(s: Situation) -> Iterator[Word]:
    """The yearly burden keeps to the cap (private: four times the LPR) or the guide (24 %)."""
    loan = s.case.loan
    extra = loan.surcharge
    if loan.misused and loan.misuse_surcharge is not None:
        extra = max(extra, loan.misuse_surcharge)
    burden = loan.annual_rate * (1 + extra) * 100
    caps = [c for c in s.policy.caps if c.lender_class == loan.lender_class]
    caps = [c for c in caps if c.effective_from <= loan.contract_date]
    if not caps:
        yield Word("X-12", "", "na")  # an old private loan: refused to be computed (C.5)
        return
    cap = max(caps, key=lambda c: c.effective_from)
    limit = cap.percent
    if limit is None:
        rates = [c.percent for c in s.policy.lpr.change if c.since <= loan.contract_date]
        limit = rates[-1] * (cap.times_lpr or Decimal(0))
    lesser = cap.effect == "guidance"
    yield Word("X-12", "", "fail" if burden > limit else "pass", lesser=lesser)


def x13(s: Situation) -> Iterator[Word]:
    """The account is the creditor's, his trustee's, or that of who may collect."""
    loan = s.case.loan
    owners = [loan.lender, loan.trustee] + ([s.case.house.name] if may_collect(s) else [])
    if loan.account_name and s.kind not in (
        N2,
        G2A,
        G2B,
    ):  # no payment asked, or to our own account
        yield Word("X-13", "", "pass" if loan.account_name in owners else "fail")


def x14(s: Situation) -> Iterator[Word]:
    """The chain holds; nothing was recorded before it happened, nothing happened before payout."""
    wrong = [e for e in s.case.log if e.recorded_at < e.at]
    wrong += [e for e in s.case.log if e.day < s.case.loan.disbursed_on]
    yield Word("X-14", "", "pass" if s.case.chain_intact and not wrong else "fail")


def x15(s: Situation) -> Iterator[Word]:
    """Each guarantor once; none is a borrower. READING: two deeds of two numbers are two guarantees."""
    guarantors = [g.party for g in s.case.guarantees]
    twice = len({(g.party, g.deed_no) for g in s.case.guarantees}) < len(guarantors)
    numbers = [s.case.parties[p].id_number for p in dict.fromkeys(guarantors)]
    numbers = [n for n in numbers if n]
    twice = twice or len(set(numbers)) < len(numbers)
    debtors = {p.id for p in s.case.borrowers}
    debtor_numbers = {p.id_number for p in s.case.borrowers if p.id_number}
    same = bool(debtors & set(guarantors)) or bool(debtor_numbers & set(numbers))
    yield Word("X-15", "", "fail" if twice or same else "pass")


def x18(s: Situation) -> Iterator[Word]:
    """What was recorded more than 48 hours afterwards shows."""
    late = timedelta(hours=s.policy.log.late_hours)
    steps = s.ever(T.VISIT, T.CALL, T.MESSAGE, T.CG_CONTACT, T.SERVED)
    yield Word("X-18", "", "fail" if any(e.recorded_at - e.at > late for e in steps) else "pass")


def x23(s: Situation) -> Iterator[Word]:
    """Terms that an import changed in this default show; an address is no term. The change was made,
    whatever is said of its event afterwards."""
    if s.now:
        void = {e.document for e in s.case.events if e.type is T.VOIDED}
        letters = [
            e.day
            for e in s.case.events
            if e.type is T.ISSUED
            and e.document not in void
            and e.details.get("kind") in (N1, N2, *G2, J4)
            and e.day <= s.on
        ]
        since = min([s.now.anchor, *letters])
        made = [e for e in s.case.log if e.type is T.DATA_CHANGE and since <= e.day <= s.on]
        told = {t for e in made for t in e.details.get("terms", "").split(",")}
        yield Word("X-23", "", "fail" if told - {"addresses", ""} else "pass")


def words(s: Situation) -> Iterator[Word]:
    yield from x01(s)
    if s.kind in (N1, N2, *G2, J4):
        yield from x02(s)
        yield from x13(s)
        yield from x23(s)
    if s.kind in (N1, J4):
        yield from x03(s)
        yield from x12(s)
    for rule in (x06, x09, x10, x14, x15, x18):
        yield from rule(s)


def entrusted(s: Situation) -> bool:
    return s.case.loan.kind is LoanKind.ENTRUSTED


def natural(s: Situation) -> list[str]:
    return [p for p in s.addressees if is_person(s.case.parties[p])]
