"""Rules of law (L): table I.3 and the decisions of section 10, as far as the case decides them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from naive import clocks, guarantors, service
from naive.situation import G2, G2A, G2B, G2C, J4, N1, N2, Situation, T, Word
from noticegen.model import Event, Guarantee, LoanKind, PartyKind

STATUTE = ("costs", "interest", "principal")


def deeds(s: Situation) -> list[Guarantee]:
    if s.kind in (G2A, G2B):
        return [g for g in s.case.guarantees if g.counter and g.party in s.addressees]
    if s.kind == G2C:
        return [g for g in s.case.guarantees if not g.counter and g.party in s.addressees]
    return list(s.case.guarantees)


def l01(s: Situation) -> Iterator[Word]:
    """Inside the period, or kept inside it. Warns after the earliest end that can be argued, blocks
    after the latest that can be defended (spec 10.3); READING: it only warns while another of his deeds stands,
    for the letter asks on that one."""
    for deed in deeds(s):
        period = clocks.guarantee_period(s.case, deed, s.on, s.policy)
        if period is None:
            yield Word("L-01", deed.party, "na")
            continue
        kept = clocks.kept_on(s.case, deed, s.on, s.policy)
        day = kept or s.on
        if day > period.latest:
            others = [d for d in deeds(s) if d.party == deed.party and d.id != deed.id]
            beside = any(not guarantors.lapsed(s.case, d, s.on, s.policy) for d in others)
            yield Word("L-01", deed.party, "fail", lesser=beside)
        else:
            # once kept, three years run against him, and then he may plead that they are over
            after = clocks.against_guarantor(s.case, deed, s.on, s.policy) if kept else None
            over = after is not None and s.on > after.latest
            late = over or day > period.earliest
            yield Word("L-01", deed.party, "fail" if late else "pass", lesser=True)


def l02(s: Situation) -> Iterator[Word]:
    """To a general guarantor the letter keeps nothing."""
    for deed in deeds(s):
        period = clocks.guarantee_period(s.case, deed, s.on, s.policy)
        if period is None or s.on > period.latest:  # no claim yet, or none any more (L-01)
            yield Word("L-02", deed.party, "na")
            continue
        kept = clocks.kept_on(s.case, deed, s.on, s.policy)
        alone = clocks.is_general(deed, s.policy) and kept is None
        yield Word("L-02", deed.party, "fail" if alone else "pass")


def near(s: Situation) -> list[clocks.Clock]:
    """Clocks whose safe day is thirty days away or nearer, and that have not run out."""
    margin = timedelta(days=s.policy.guarantee.near_days)
    found = clocks.of(s.case, s.on, s.policy)
    return [c for c in found if c.safe_day - margin <= s.on <= c.latest]


def l03(s: Situation) -> Iterator[Word]:
    for c in clocks.of(s.case, s.on, s.policy):
        yield Word("L-03", c.party, "fail" if c in near(s) else "pass")


def l04(s: Situation) -> Iterator[Word]:
    """We have paid, and the creditor's voucher is there."""
    paid = s.ours()
    bare = [e for e in paid if not service.intact(e)]
    stray = [e for e in paid if e.details.get("payee") != s.case.loan.lender]
    if not paid or bare:
        yield Word("L-04", "", "fail")
    else:
        yield Word("L-04", "", "fail" if stray else "pass", lesser=True)


def l08(s: Situation) -> Iterator[Word]:
    """What changed after he signed (extension, plan, a call under no clause) has his written consent,
    or legal has approved since."""
    for g in deeds(s):
        if clocks.paid_off(s.case, g, s.on, s.policy):
            continue
        if guarantors.lapsed(s.case, g, s.on, s.policy):
            continue  # READING: nothing can be asked by it, whatever he would agree to
        changes = [
            e
            for e in s.ever(T.EXTENSION, T.PLAN, T.ACCELERATION)
            if e.details.get("approver") and e.day >= g.deed_date
            if e.type is not T.ACCELERATION or not s.case.loan.acceleration_clause
        ]
        alone = [e for e in changes if not clocks.consented(s.case, e.id, e.details, g.party, s.on)]
        ok = not alone or s.legal_nod(alone[-1].at, g.party)
        yield Word("L-08", g.party, "pass" if ok else "fail")


def l27(s: Situation) -> Iterator[Word]:
    """A company that stands as guarantor resolved to, or needed not to: a whole paper of an accepted kind is there
    (Company Law 15). READING: or legal has said, of this document, that it may go."""
    begun = s.case.log[0].at if s.case.log else None
    for p in dict.fromkeys(g.party for g in deeds(s)):
        if s.case.parties[p].kind is PartyKind.PERSON:
            continue
        papers = s.ever(T.EXHIBIT, party=p)
        kinds = s.policy.resolution.accepted
        ok = any(service.intact(e) and e.details.get("resolution") in kinds for e in papers)
        ok = ok or (begun is not None and s.legal_nod(begun, p))
        yield Word("L-27", p, "pass" if ok else "fail")


def l09(s: Situation) -> Iterator[Word]:
    """Limitation against the borrower has not run out: of recourse once we have paid."""
    found = clocks.against_borrower(s.case, s.on, s.policy)
    clock = found[-1]
    yield Word("L-09", "", "fail" if s.on > clock.latest else "pass")


def asked_about(s: Situation) -> Iterator[Event]:
    """Services on which something rests. READING: nothing does on one of a voided letter, nor on a
    poor one once a letter of that kind was served on him with its proof; and the referral, which has
    no addressee, is served on nobody."""
    void = {e.document for e in s.ever(T.VOIDED)}
    issued = {e.document: e.details["kind"] for e in s.ever(T.ISSUED)}
    told = [e for e in s.ever(T.SERVED) if e.document not in void and e.party]
    told = [e for e in told if issued.get(e.document) != J4]
    kinds = {
        e.document: e.document for e in told
    } | issued  # a letter nobody issued is its own kind

    def proved(e: Event) -> bool:
        party = s.case.parties[e.party]
        return service.proof_is_complete(e) and service.recipient_is_allowed(e, party)

    for e in told:
        alike = [x for x in told if kinds[x.document] == kinds[e.document] and x.party == e.party]
        if proved(e) or not any(proved(x) for x in alike):
            yield e


def l20(s: Situation) -> Iterator[Word]:
    """Every service on record has its proof; one by hand names two servers (B.0.5 item 11, B.0.6)."""
    for e in asked_about(s):
        proved = service.proof_is_complete(e)
        alone = proved and service.by_hand(e) and len(set(e.actors)) < 2
        yield Word("L-20", e.party, "fail" if alone or not proved else "pass", lesser=alone)


def l21(s: Situation) -> Iterator[Word]:
    for e in asked_about(s):
        party = s.case.parties[e.party]
        ok = service.recipient_is_allowed(e, party)
        if ok and e.details.get("method") in ("hand", "household", "company"):
            # READING: "self" is the addressee, so whoever is named is she
            other = e.details["recipient"] == "self" and e.details["to"] != party.name
            yield Word("L-21", e.party, "fail" if other else "pass", lesser=True)
        else:
            yield Word("L-21", e.party, "pass" if ok else "fail")


def l22(s: Situation) -> Iterator[Word]:
    """An acceleration has its ground, its clause and an approver."""
    acts = s.ever(T.ACCELERATION)
    if not acts:
        yield Word("L-22", "", "na")
        return
    ok = all(e.details.get("ground") and e.details.get("approver") for e in acts)
    ok = ok and bool(s.case.loan.acceleration_clause)
    yield Word("L-22", "", "pass" if ok else "fail")


def l24(s: Situation) -> Iterator[Word]:
    """A licensed guarantee company lends its own money or on mandate since October 2017."""
    loan = s.case.loan
    own = loan.kind is LoanKind.ENTRUSTED or loan.lender == s.case.house.name
    since = loan.contract_date >= s.policy.licence.own_lending_barred_from
    yield Word("L-24", "", "fail" if s.case.house.licensed and own and since else "pass")


def l25(s: Situation) -> Iterator[Word]:
    """Compound interest needs a clause."""
    loan = s.case.loan
    if not loan.compound:
        yield Word("L-25", "", "na")
    elif not loan.compound_clause:
        yield Word("L-25", "", "fail")
    else:
        yield Word("L-25", "", "fail" if s.policy.interest.compound_on_penalty else "pass", True)


def l26(s: Situation) -> Iterator[Word]:
    """Another order than the statute's needs a clause."""
    order = tuple(s.case.loan.allocation_order or s.policy.allocation.order)
    ok = order == STATUTE or bool(s.case.loan.allocation_clause)
    yield Word("L-26", "", "pass" if ok else "fail")


def words(s: Situation) -> Iterator[Word]:
    if s.kind in (G2B, G2C, J4):
        yield from l01(s)
    if s.kind in (G2B, G2C):  # READING: a general counter-guarantee alike
        yield from l02(s)
    yield from l03(s)
    if s.kind in (N2, G2B):
        yield from l04(s)
    if s.kind in (*G2, J4):
        yield from l08(s)
        yield from l27(s)
    if s.kind in (N1, N2, J4):
        yield from l09(s)
    yield from l20(s)
    yield from l21(s)
    if s.kind in (N1, N2, *G2, J4):
        yield from l22(s)
        yield from l26(s)
    yield from l24(s)
    if s.kind in (N1, G2A, G2C):  # our own claim bears no compound interest
        yield from l25(s)
