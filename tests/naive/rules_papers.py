"""Rules on letters after the notice and before the court that were not asked about at first.

X-11, X-19 to X-21, L-07, L-11, L-13, L-23, C-08: tables I.2 to I.4, D.1 and B.3; of X-19 to X-21, which came
later than these tables, what the page of rules wants.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from naive import clocks, figures, guarantors, recourse, service
from naive.situation import (
    B3L,
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
)
from noticegen.model import EvidenceState, LoanKind


def x11(s: Situation) -> Iterator[Word]:
    """There is an account to pay into: the contract's, or our own for what we paid."""
    house = s.case.house
    number = house.account_number if s.kind in (N2, G2B) else s.case.loan.account_number
    yield Word("X-11", "", "pass" if number else "fail")


def x19(s: Situation) -> Iterator[Word]:
    """All is settled. A surplus still in hand, too much paid back, or a refund without proof warns."""
    if not recourse.settled(s.case, s.on, s.policy):
        yield Word("X-19", "", "fail")
        return
    sums = [recourse.surplus(s.case, s.on, s.policy, ours) for ours in (False, True)]
    bare = [e for e in s.ever(T.REFUND) if not service.intact(e)]
    odd = bool(bare) or any(left or short for left, _, short in sums)
    yield Word("X-19", "", "fail" if odd else "pass", lesser=True)


def x20(s: Situation) -> Iterator[Word]:
    """He was entered, and a decision with an approver to take him off came after.

    READING: he is entered by the letter that says so, served or not, of whatever default."""
    for p in s.addressees:
        entries = service.issued(s.case, B3L, p, s.on, s.case.loan.disbursed_on)
        freed = [e for e in s.ever(T.LIST_REMOVAL, party=p) if e.details.get("approver")]
        ok = bool(entries) and any(e.at > entries[-1].at for e in freed)
        yield Word("X-20", p, "pass" if ok else "fail")


def x21(s: Situation) -> Iterator[Word]:
    """Somebody gets such a letter."""
    yield Word("X-21", "", "pass" if s.addressees else "fail")


def l07(s: Situation) -> Iterator[Word]:
    """What may still be asked of him: his caps less what he has paid, and no more than is owed (CC 691). A
    reminder asks nothing; READING: it tells him what he may be asked for, so none goes to one whose caps are
    used up. READING: once the debtor is insolvent the interest of the debt stops (GI 22), and
    that warns; before the referral all of it only warns, the suit against the others need not wait."""
    insolvent = any(s.ever(T.INSOLVENCY, party=p) for p in s.debtors)
    recourse_asked = s.kind == G2B or (s.kind == J4 and bool(s.ours()))
    debt = recourse.bank_owed(s.case, s.on, s.policy).total()
    if recourse_asked:
        back = recourse.claim(s.case, s.on, s.policy)
        debt = back.total() if back else figures.ZERO
    if s.kind in (G2A, G2B) and not debt:  # without a payment it is for L-04 to say so
        return
    for p in guarantors_asked(s):
        deeds = [g for g in s.case.guarantees if g.party == p]
        if s.kind != J4 or recourse_asked:
            deeds = [g for g in deeds if g.counter is (recourse_asked or s.kind == G2A)]
        if not deeds:
            continue
        asked = guarantors.asked_on(s.case, deeds, s.on, s.policy)
        if not debt or guarantors.open_caps(s.case, p, asked, s.on, s.policy) == 0:
            yield Word("L-07", p, "fail", lesser=s.kind == J4)
        elif s.kind == G2A:
            yield Word("L-07", p, "na")
        else:
            yield Word("L-07", p, "fail" if insolvent else "pass", lesser=True)


def guarantors_asked(s: Situation) -> list[str]:
    """The addressees; before the referral whoever signed a deed."""
    if s.kind != J4:
        return s.addressees
    return list(dict.fromkeys(g.party for g in s.case.guarantees))


def paid_for_him(s: Situation) -> bool:
    """Whether we paid under a guarantee: nobody does on his own loan, nor on one by mandate."""
    ours = s.case.loan.lender == s.case.house.name or s.case.loan.kind is LoanKind.ENTRUSTED
    return bool(s.ours()) and not ours


def l11(s: Situation) -> Iterator[Word]:
    """The main contract goes to a court. READING: a deed with an arbitration clause only warns, his suit is
    another; after payment the loan's clause says nothing of recourse, and somebody has to read the other."""
    if s.case.loan.dispute_way == "arbitration":
        yield Word("L-11", "", "fail", lesser=paid_for_him(s))
    for g in s.case.guarantees:
        yield Word(
            "L-11", g.party, "fail" if g.dispute_way == "arbitration" else "pass", lesser=True
        )


def l13(s: Situation) -> Iterator[Word]:
    """Recourse where we have paid, with proof, and on no loan of our own; who sues on an entrusted loan
    legal has to say, where it comes to a suit (the order of D.1)."""
    loan, paid = s.case.loan, s.ours()
    if paid:
        bad = loan.lender == s.case.house.name or not all(service.intact(e) for e in paid)
        yield Word("L-13", "", "fail" if bad else "pass")
        return
    elsewhere = loan.notarised_deed or loan.dispute_way == "arbitration" or payment_order(s)
    open_ = loan.kind is LoanKind.ENTRUSTED and not elsewhere
    said = bool(s.case.log) and s.legal_nod(s.case.log[0].at)
    yield Word("L-13", "", "fail" if open_ and not said else "pass", lesser=True)


def payment_order(s: Situation) -> bool:
    """Whether the last thing applied for is a payment order that nobody has disputed since."""
    back = {e.details["filing"] for e in s.ever(T.FILING_WITHDRAWN)}
    ways = ("suit", "arbitration", "payment_order")
    filed = [e for e in s.ever(T.FILING) if e.details["way"] in ways and e.id not in back]
    if not filed or filed[-1].details["way"] != "payment_order":
        return False
    asked = {"", *clocks.names(filed[-1].details["against"]), *s.debtors}
    return not any(e.at > filed[-1].at and e.party in asked for e in s.ever(T.DISPUTE))


def l23(s: Situation) -> Iterator[Word]:
    """Within two years of a decision enforcement is applied for, against everybody (CPL 250). READING: it
    warns from where its end is near, as L-03 does."""
    margin = timedelta(days=s.policy.guarantee.near_days)
    for c in clocks.enforcement(s.case, s.on, s.policy):
        yield Word("L-23", c.party, "fail" if s.on >= c.safe_day - margin else "pass")


def c08(s: Situation) -> Iterator[Word]:
    """The files that the log names are all there, those of an entry taken back too: it is corrected, not
    deleted. READING: an altered one is there; what it proves is lost."""
    known = [e for e in s.case.log if e.day <= s.on]
    gone = [x for e in known for x in e.evidence if x.state is EvidenceState.MISSING]
    yield Word("C-08", "", "fail" if gone else "pass")


def words(s: Situation) -> Iterator[Word]:
    if s.kind in (N1, N2, G2B, G2C):
        yield from x11(s)
    if s.kind == PAYOFF:
        yield from x19(s)
    if s.kind == WITHDRAWAL:
        yield from x20(s)
    if s.kind in G2:
        yield from x21(s)
    if s.kind in (*G2, J4):
        yield from l07(s)
    if s.kind == J4:
        for rule in (l11, l13, l23):
            yield from rule(s)
    yield from c08(s)
