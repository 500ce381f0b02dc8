"""The product against a second opinion: figures, defaults, clocks and every rule a log decides.

`naive/` was written from the specification without reading the product. A machine drives random
cases through their log, and after each step both are asked the same questions for every kind of
document.

A larger campaign: NOTICEGEN_SECOND_OPINION=500 pytest tests/test_second_opinion.py (that many
examples, every kind after every step; the default is small).
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from naive import clocks, drawn, recourse
from naive import world as w
from naive.both import compare, policy
from naive.figures import ZERO, money
from naive.situation import B3L, B3W, G2A, G2B, G2C, J4, KINDS, N1, N2, PAYOFF, WITHDRAWAL

from noticegen.model import Event, EvidenceState, PartyKind

T = w.T
CAMPAIGN = int(os.environ.get("NOTICEGEN_SECOND_OPINION", "0"))  # how many examples
COUNTS = os.environ.get(
    "NOTICEGEN_SECOND_OPINION_COUNTS", ""
)  # a file: in how many each rule spoke


# --- the machine ----------------------------------------------------------------------------------

LETTERS = (N1, N2, G2A, G2B, G2C, B3W, B3L, J4, PAYOFF, WITHDRAWAL)
STATES = (EvidenceState.OK, EvidenceState.ALTERED, EvidenceState.MISSING)
FORMS = ("judgment", "mediation", "award", "payment_order", "enforcement_ended")
WAYS = ("suit", "suit", "arbitration", "payment_order", "preservation", "enforcement", "insolvency")
OUTCOMES = ("connected_party", "connected_other", "no_answer", "busy", "refused")
SUMS = ("50.00", "500.00", "10100.00", "20000.00")
TAKEN_IN = ("hand", "household", "company", "ems")
TAKERS = (
    "self",
    "relative",
    "authorised",
    "representative",
    "mail_room",
    "spouse",
    "minor",
    "other",
    "",
)
OFTEN = Counter[tuple[str, str]]()  # in how many cases each rule spoke, and how


class SecondOpinion(RuleBasedStateMachine):
    """A loan from its due date on: days pass, the log grows, and both are asked about every day."""

    def __init__(self) -> None:
        super().__init__()
        self.on = w.DUE
        self.numbers = 0
        self.spoke = set[tuple[str, str]]()

    @initialize(data=st.data())
    def sign(self, data: st.DataObject) -> None:
        self.case = drawn.case(data.draw)
        self.borrowers = [p.id for p in self.case.borrowers]
        self.everyone = list(self.case.parties)
        self.firms = [p.id for p in self.case.parties.values() if p.kind is PartyKind.COMPANY]
        self.guarantors = [p for p in self.everyone if p not in self.borrowers]

    def log(self, *events: Event) -> None:
        self.case = w.log(self.case, *events)

    def number(self) -> str:
        self.numbers += 1
        return f"示例{self.numbers}号"

    @rule(days=st.sampled_from([1, 1, 1, 1, 2, 3, 7, 30, 80, 400]))
    def days_pass(self, days: int) -> None:
        """One leap of more than a year is enough for the clocks, and the naive side walks every day."""
        if days < 100 or self.on - w.DUE < timedelta(days=30):
            self.on += timedelta(days=days)

    @rule(data=st.data(), off=st.sampled_from([-31, -30, -1, 0, 1]), far=st.integers(0, 3))
    def an_end_comes_near(self, data: st.DataObject, off: int, far: int) -> None:
        """A day about the end of some clock, or about the thirty days before which nothing is near."""
        margin = policy().guarantee.near_days
        days = [
            day + timedelta(days=off)
            for c in clocks.of(self.case, self.on, policy())
            for day in (c.safe_day - timedelta(days=margin), c.earliest, c.last_day, c.latest)
        ]
        within = timedelta(days=1300 if far == 0 else 400)
        days = sorted({day for day in days if self.on < day < w.DUE + within})
        if days:
            self.on = data.draw(st.sampled_from(days)) if far else days[-1]

    @rule(often=st.integers(0, 7), off=st.sampled_from([-30, 0, 1]))
    def limitation_runs_out(self, often: int, off: int) -> None:
        """Three years, seldom: the naive side walks every day of them."""
        if not often and self.on - w.DUE < timedelta(days=100):
            for clock in clocks.against_borrower(self.case, self.on, policy())[-1:]:
                self.on = max(self.on, clock.latest + timedelta(days=off))

    @rule(data=st.data(), state=st.sampled_from(STATES[1:]))
    def a_file_is_lost(self, data: st.DataObject, state: EvidenceState) -> None:
        """Of something on the log a file is gone, or is not what it was."""
        backed = [e for e in self.case.log if e.evidence]
        if backed:
            event = data.draw(st.sampled_from(backed))
            n = data.draw(st.integers(0, len(event.evidence) - 1))
            lost = replace(event.evidence[n], state=state)
            kept = (*event.evidence[:n], lost, *event.evidence[n + 1 :])
            changed = replace(event, evidence=kept)
            log = tuple(changed if e.id == event.id else e for e in self.case.log)
            self.case = replace(self.case, log=log)

    @rule(data=st.data())
    def the_first_days(self, data: st.DataObject) -> None:
        """All the steps up to the notice, one of them perhaps left out, the visits thin; then it is day 7."""
        left_out = data.draw(st.integers(0, 12))
        lacking = data.draw(st.sampled_from(["", "", "warnings", "operation", "cash"]))
        thin = {lacking: ""} if lacking else {}
        steps = []
        for party in self.borrowers:
            steps += [w.visit(party, w.day_of(w.DUE, n), details=dict(thin)) for n in (0, 4)]
            steps += [w.call(party, w.day_of(w.DUE, n)) for n in (1, 2, 3)]
            steps += [w.promise(party, w.day_of(w.DUE, 1), w.day_of(w.DUE, 6), "500.00")]
            steps += [w.reason(w.day_of(w.DUE, 1), party=party)]
        steps += [w.cg_contact(g, w.day_of(w.DUE, 5)) for g in self.guarantors]
        self.log(*(s for n, s in enumerate(steps) if n != left_out))
        self.on = max(self.on, w.day_of(w.DUE, 7))

    @rule(data=st.data())
    def the_notice_goes(self, data: st.DataObject) -> None:
        """Issued to each borrower and served well, one of them perhaps not."""
        left_out = data.draw(st.integers(0, 4))
        for n, party in enumerate(self.borrowers):
            self.log(w.issued(N1, party, self.on, number := self.number()))
            if n != left_out:
                self.serve(number, party)

    @rule(kind=st.sampled_from([G2A, G2B, G2C]), left_out=st.integers(0, 4))
    def guarantors_are_written_to(self, kind: str, left_out: int) -> None:
        """Each of them is served with the same kind of letter, one of them perhaps not."""
        for n, party in enumerate(self.guarantors):
            self.log(w.issued(kind, party, self.on, number := self.number()))
            if n != left_out:
                self.serve(number, party)

    def serve(self, number: str, party: str) -> None:
        """With its whole proof, by whoever may take it in."""
        method, recipient = ("company", "mail_room") if party in self.firms else ("hand", "self")
        self.log(w.served(number, party, self.on, method, details={"recipient": recipient}))

    @rule(data=st.data(), kind=st.sampled_from([B3W, B3W, B3L, WITHDRAWAL]))
    def the_list(self, data: st.DataObject, kind: str) -> None:
        """Warned, entered, taken off: the letter goes to every borrower; perhaps a decision comes first."""
        if data.draw(st.booleans()):
            self.decision_on_the_list(data)
        for party in self.borrowers:
            self.log(w.issued(kind, party, self.on, number := self.number()))
            self.serve(number, party)

    @rule(data=st.data())
    def decision_on_the_list(self, data: st.DataObject) -> None:
        party = data.draw(st.sampled_from(self.borrowers))
        said = {"removal": data.draw(st.sampled_from(["objection", "review"]))}
        self.log(w.approved(T.LIST_REMOVAL, self.on, party=party, details=said))

    @rule(data=st.data(), more=st.sampled_from(["0.00", "0.00", "-0.01", "0.01", "40.00"]))
    def pay_off(self, data: st.DataObject, more: str) -> None:
        """All that is owed to the bank, or to the house: to the cent, or nearly."""
        claim = data.draw(st.sampled_from(["loan", "recourse"]))
        back = recourse.claim(self.case, self.on, policy())
        bank = recourse.bank_owed(self.case, self.on, policy()).total()
        owed = bank if claim == "loan" else back.total() if back else ZERO
        amount = money(owed) + Decimal(more)
        if amount > 0:
            self.log(w.payment(self.on, str(amount), details={"claim": claim}))

    @rule(data=st.data(), days=st.integers(1, 12))
    def daily_calls(self, data: st.DataObject, days: int) -> None:
        party = data.draw(st.sampled_from(self.borrowers))
        for _ in range(days):
            self.log(w.call(party, self.on, outcome=data.draw(st.sampled_from(OUTCOMES))))
            self.on += timedelta(days=1)

    @rule(data=st.data(), tries=st.sampled_from([6, 7, 8]), day=st.sampled_from([0, 1]))
    def the_phone_rings_out(self, data: st.DataObject, tries: int, day: int) -> None:
        """Nobody answers for a whole day, at one number or two; the last try perhaps comes the day after."""
        party = data.draw(st.sampled_from(self.everyone))
        outcome = data.draw(
            st.sampled_from(["no_answer", "busy", "off", "refused", "wrong_number"])
        )
        other = data.draw(st.sampled_from(["19900000001", "19900000001", "19900000002"]))
        for n in range(tries - 1):
            self.log(w.call(party, self.on, 9 + n, outcome=outcome))
        self.on += timedelta(days=day)
        self.log(w.call(party, self.on, 20, outcome=outcome, number=other))

    @rule(
        data=st.data(), hour=st.sampled_from([7, 8, 12, 21, 22]), tries=st.sampled_from([1, 1, 7])
    )
    def step(self, data: st.DataObject, hour: int, tries: int) -> None:
        """A contact with anybody, well or badly documented, recorded in time or late."""
        draw = data.draw
        party, late = draw(st.sampled_from(self.everyone)), draw(st.sampled_from([0, 48, 49]))
        kind = draw(st.sampled_from(["visit", "call", "cg_contact", "message"]))
        if kind == "visit":
            lacking = draw(st.sampled_from(["", "trading", "warnings", "operation", "cash"]))
            state = draw(st.sampled_from(STATES))
            staff = draw(st.sampled_from([("王经办", "赵协办"), ("王经办",)]))
            files = draw(st.sampled_from([(), w.files("photo", state=state)]))
            details = {lacking: ""} if lacking else {}
            self.log(
                w.visit(party, self.on, late=late, actors=staff, evidence=files, details=details)
            )
        elif kind == "call":
            outcome = draw(st.sampled_from(OUTCOMES))
            for _ in range(tries):
                self.log(w.call(party, self.on, hour, outcome=outcome, late=late))
        elif kind == "cg_contact":
            self.log(w.cg_contact(party, self.on, late=late))
        else:
            self.log(
                w.event(
                    T.MESSAGE, self.on, hour, party=party, actors=("王经办",), outcome="sent",
                    channel="message",
                )
            )  # fmt: skip

    @rule(data=st.data(), amount=st.sampled_from(SUMS), back=st.sampled_from([0, 0, 5]))
    def pay(self, data: st.DataObject, amount: str, back: int) -> None:
        """Money comes in, sometimes entered with an earlier value date."""
        draw = data.draw
        party = draw(st.sampled_from([*self.everyone, ""]))
        told = {
            "claim": drawn.seldom(draw, "", "loan", "recourse"),
            "designation": drawn.seldom(draw, "", "principal", "interest", "costs"),
        }
        deeds = [g.deed_no for g in self.case.guarantees if g.party == party]
        if deeds:
            told["deed"] = drawn.seldom(draw, "", deeds[-1])
        made = [e.id for e in self.case.of(T.PROMISE, T.PLAN)]
        if made:
            told["promise"] = drawn.seldom(draw, "", made[-1])
        details = {k: v for k, v in told.items() if v}
        self.log(w.payment(self.on - timedelta(days=back), amount, party, details=details))

    @rule(data=st.data(), amount=st.sampled_from(["1000.00", "10200.00"]))
    def pay_the_bank(self, data: st.DataObject, amount: str) -> None:
        """代偿, in one payment or several."""
        files = data.draw(st.sampled_from([w.files("voucher"), w.files("voucher"), ()]))
        self.log(w.sub_payment(self.on, amount, evidence=files))

    @rule(data=st.data())
    def pay_the_bank_off(self, data: st.DataObject) -> None:
        """代偿 of all that is due."""
        owed = money(recourse.bank_owed(self.case, self.on, policy()).total())
        if owed:
            self.log(w.sub_payment(self.on, str(owed)))

    @rule(data=st.data())
    def authority_comes(self, data: st.DataObject) -> None:
        files = data.draw(st.sampled_from([w.files("contract"), ()]))
        self.log(w.event(T.COLLECTION_AUTHORITY, self.on, evidence=files))

    @rule(data=st.data(), amount=st.sampled_from(["20.00", *SUMS]), back=st.sampled_from([0, 5]))
    def pay_back(self, data: st.DataObject, amount: str, back: int) -> None:
        """What was paid too much goes back, or more than that, for the claim of the day or a named one."""
        claim = data.draw(st.sampled_from(["", "loan", "recourse"]))
        on = self.on - timedelta(days=back)
        paid = w.refund(on, amount, **({"claim": claim} if claim else {}))
        proved = drawn.seldom(data.draw, paid.evidence, ())
        self.log(replace(paid, evidence=proved))

    @rule(data=st.data(), amount=st.sampled_from(["20.00", "300.00"]))
    def change_the_account(self, data: st.DataObject, amount: str) -> None:
        draw = data.draw
        kind = draw(st.sampled_from([T.COST, T.WAIVER, T.WRITE_OFF, T.EXTENSION, T.ACCELERATION]))
        approver = draw(st.sampled_from(["赵行长", "赵行长", ""]))
        details: dict[str, str] = {"approver": approver} if approver else {}
        parts: dict[str, Any] = {}
        if kind is T.COST:
            parts, details = {"amount": Decimal(amount)}, {"what": "公证费"}
        elif kind is T.WAIVER:
            parts = {"amount": Decimal(amount)}
            details["component"] = draw(
                st.sampled_from(["penalty", "interest", "compound", "principal", "costs"])
            )
        elif kind is T.EXTENSION:
            number = draw(st.integers(1, len(self.case.instalments)))
            parts = {"by": self.on + timedelta(days=draw(st.sampled_from([20, 150])))}
            details["instalment"] = str(number)
            details["interest"] = drawn.seldom(draw, "", "120.00")
            if draw(st.booleans()) and self.guarantors:
                details["guarantor_consent"] = draw(st.sampled_from(self.guarantors))
        elif kind is T.ACCELERATION:
            details["ground"] = "第十条"
        if kind in {T.COST, T.WAIVER} and (claim := drawn.seldom(draw, "", "loan", "recourse")):
            details["claim"] = claim
        self.log(w.event(kind, self.on, details=details, **parts))

    @rule(data=st.data(), days=st.sampled_from([1, 5, 20]), amount=st.sampled_from(SUMS))
    def promise(self, data: st.DataObject, days: int, amount: str) -> None:
        party, by = data.draw(st.sampled_from(self.borrowers)), self.on + timedelta(days=days)
        kind = data.draw(st.sampled_from(["promise", "written", "refused", "plan"]))
        if kind == "refused":
            self.log(w.event(T.PROMISE_REFUSED, self.on, party=party, actors=("王经办",)))
        elif kind == "plan":
            plan = f"{by}={amount}; {by + timedelta(days=10)}={amount}"
            self.log(w.approved(T.PLAN, self.on, party=party, details={"schedule": plan}))
        else:
            details = {"written": "是"} if kind == "written" else {}
            self.log(w.promise(party, self.on, by, amount, details=details))

    @rule(data=st.data(), days=st.sampled_from([None, 0, 4]))
    def what_was_learned(self, data: st.DataObject, days: int | None) -> None:
        draw = data.draw
        party = draw(st.sampled_from(self.everyone))
        by = None if days is None else self.on + timedelta(days=days)
        who: dict[str, Any] = {"party": party, "actors": ("王经办",)}
        kind = draw(
            st.sampled_from(
                [
                    T.HOLD, T.HOLD_END, T.CONTACT_LIMIT, T.DISPUTE, T.DISPUTE_ANSWERED, T.COMPLAINT,
                    T.DEATH, T.INSOLVENCY, T.REASON, T.INABILITY_FINDING, T.LEGAL_APPROVAL,
                    T.ADDRESS_CHANGE, T.EXHIBIT,
                ]
            )
        )  # fmt: skip
        if kind is T.HOLD:
            self.log(w.approved(T.HOLD, self.on, by=by, details={"reason": "家中有事"}))
        elif kind is T.HOLD_END:
            self.log(w.event(kind, self.on, actors=("王经办",)))
        elif kind is T.CONTACT_LIMIT:
            self.log(w.event(kind, self.on, by=by, details={"limit": "illness"}, **who))
        elif kind is T.REASON:
            self.log(w.reason(self.on, draw(st.sampled_from(["R102", "R900"])), party))
        elif kind is T.INABILITY_FINDING:
            test = draw(st.sampled_from(["stated", "two_broken_promises"]))
            reviewer = draw(st.sampled_from(["赵行长", "王经办"]))
            self.log(w.event(kind, self.on, details={"test": test, "reviewer": reviewer}, **who))
        elif kind is T.EXHIBIT:
            word = draw(st.sampled_from(["board", "two_thirds", ""]))
            said = {"group": "guarantee", **({"resolution": word} if word else {})}
            files = draw(st.sampled_from([w.files("contract"), w.files("contract"), ()]))
            self.log(
                w.event(
                    kind, self.on, actors=("王经办",), evidence=files, details=said, party=party
                )
            )
        elif kind is T.ADDRESS_CHANGE:
            details = {"address": "示例省示例县示例村9号", "source": "本人"}
            self.log(w.event(kind, self.on, details=details, **who))
        elif kind is T.LEGAL_APPROVAL:
            said = {"role": "legal", "kind": draw(st.sampled_from([N1, G2A, G2B, G2C, J4]))}
            nod = w.event(kind, self.on, actors=("钱法务",), text="同意。", details=said)
            second = draw(st.sampled_from(["孙复核", "赵行长", "钱法务", "外人", ""]))
            self.log(nod, *([w.approval(nod, self.on, second)] if second else []))
        else:
            self.log(w.event(kind, self.on, text="另行说明", **who))

    @rule(terms=st.sampled_from(["sums", "addresses", "names,addresses"]))
    def import_other_terms(self, terms: str) -> None:
        details = {"terms": terms}
        self.log(w.event(T.DATA_CHANGE, self.on, actors=("import",), text="?", details=details))

    @rule(data=st.data(), kind=st.sampled_from([N1, N1, *LETTERS]))
    def letter(self, data: st.DataObject, kind: str) -> None:
        """Issued, and then served in some way, sent back, refused, voided, or nothing."""
        draw = data.draw
        people = self.guarantors if kind in {G2A, G2B, G2C} else self.borrowers
        if not people:
            return
        party, number = draw(st.sampled_from(people)), self.number()
        as_of = self.on - timedelta(days=draw(st.sampled_from([0, 0, 1])))
        self.log(w.issued(kind, party, self.on, number, as_of))
        what = draw(
            st.sampled_from(
                ["served", "served", "badly", "returned", "refused", "void", "sent", "-"]
            )
        )
        day = self.on + timedelta(days=draw(st.integers(0, 2)))
        if what == "served":
            method = draw(st.sampled_from(w.METHODS))
            servers = draw(st.sampled_from([("王经办", "赵协办"), ("王经办",), ()]))
            to = draw(st.sampled_from([f"示例{party}", "示例收件人"]))
            self.log(w.served(number, party, day, method, actors=servers, details={"to": to}))
        elif what == "badly":
            method = draw(st.sampled_from(w.METHODS))
            kept = draw(st.sampled_from([(), w.files("photo")]))
            recipient = draw(st.sampled_from(["self", "other"]))
            self.log(
                w.served(
                    number, party, day, method, evidence=kept, details={"recipient": recipient}
                )
            )
        elif what in {"returned", "refused"}:
            kept = draw(st.sampled_from([(), w.files("returned_envelope")]))
            told = {"method": "ems", "why": "迁移新址", "to": "示例收件人"}
            act = T.RETURNED if what == "returned" else T.REFUSED
            self.log(w.event(act, day, party=party, document=number, details=told, evidence=kept))
        elif what == "sent":
            told = {"method": "ems", "to": "示例收件人", "waybill": "EM000000001CN"}
            self.log(w.event(T.DISPATCHED, day, party=party, document=number, details=told))
        elif what == "void":
            self.log(w.event(T.VOIDED, day, document=number, text="作废"))
        self.on = day

    @rule(data=st.data(), kind=st.sampled_from([N1, *LETTERS]))
    def somebody_takes_it_in(self, data: st.DataObject, kind: str) -> None:
        """Handed over, or signed for, by whoever opened the door; a piece of the proof perhaps lacks."""
        people = self.guarantors if kind in {G2A, G2B, G2C} else self.borrowers
        if people:
            draw = data.draw
            party, number = draw(st.sampled_from(people)), self.number()
            to = drawn.seldom(draw, f"示例{party}", "示例收件人")
            who = {"recipient": draw(st.sampled_from(TAKERS)), "to": to}
            method = draw(st.sampled_from(TAKEN_IN))
            kinds = [*w.PROOFS[method], *(["returned_envelope"] if method == "ems" else [])]
            lost = drawn.seldom(draw, "", *kinds)
            kept = w.files(*(k for k in w.PROOFS[method] if k != lost))
            if lost == "returned_envelope":  # it came back in place of being signed for
                kept = w.files("contents_line", lost)
            self.log(w.issued(kind, party, self.on, number))
            self.log(w.served(number, party, self.on, method, details=who, evidence=kept))

    @rule(data=st.data(), id=st.sampled_from(["S-05", "S-07", "S-10", "S-17", "S-19", "X-10"]))
    def override(self, data: st.DataObject, id: str) -> None:
        draw = data.draw
        kind = draw(st.sampled_from([N1, N1, N2, J4, B3W]))
        by = draw(
            st.sampled_from(
                [("赵行长", "branch_head"), ("钱法务", "legal"), ("外人", "branch_head")]
            )
        )
        text = draw(
            st.sampled_from(
                ["情况紧急", "客户即将外出务工，须在其离开前送达，故先行签发，特此说明。"]
            )
        )
        act = w.override(id, kind, self.on, by=by, text=text)
        second = draw(st.sampled_from(["孙复核", "赵行长", "外人", ""]))
        self.log(act, *([w.approval(act, self.on, second)] if second else []))

    @rule(data=st.data())
    def suit(self, data: st.DataObject) -> None:
        """Some of them are sued, or what else is applied for; sometimes it is taken back, before or
        after the copy came."""
        draw = data.draw
        people = draw(st.lists(st.sampled_from(self.everyone), min_size=1, unique=True))
        way = draw(st.sampled_from(WAYS))
        told = {"way": way, "body": "示例市示例区人民法院", "against": "、".join(people)}
        filed = w.event(T.FILING, self.on, actors=("钱法务",), details=told)
        self.log(filed)
        back = draw(st.sampled_from(["", "", "before", "after"]))
        if back:
            reached = {"copy_reached": "是"} if back == "after" else {}
            self.on += timedelta(days=1)
            self.log(
                w.event(
                    T.FILING_WITHDRAWN, self.on, actors=("钱法务",),
                    details={"filing": filed.id, **reached},
                )
            )  # fmt: skip

    @rule(data=st.data(), form=st.sampled_from(FORMS), days=st.sampled_from([None, 10]))
    def decision(self, data: st.DataObject, form: str, days: int | None) -> None:
        """The court or commission decides, against one of them or whoever was sued."""
        by = None if days is None else self.on + timedelta(days=days)
        party = data.draw(st.sampled_from([*self.everyone, "", ""]))
        told = {"body": "示例市示例区人民法院", "case_no": "（2026）示01民初1号", "form": form}
        self.log(w.event(T.JUDGMENT, self.on, party=party, by=by, actors=("钱法务",), details=told))

    @rule(data=st.data(), off=st.sampled_from([-31, -30, -1, 0, 1, 2]), over=st.booleans())
    def nobody_enforces(self, data: st.DataObject, off: int, over: bool) -> None:
        """A decision, and then a day about the end of the two years after it, or about where that is near."""
        if self.on - w.DUE < timedelta(days=100):
            self.suit(data)
            self.decision(
                data, data.draw(st.sampled_from(FORMS)), data.draw(st.sampled_from([None, 10]))
            )
            ends = clocks.enforcement(self.case, self.on, policy())
            days = [c.last_day if over else c.safe_day for c in ends]
            if days:
                self.on = data.draw(st.sampled_from(days)) + timedelta(days=off)

    @rule(data=st.data())
    def consent(self, data: st.DataObject) -> None:
        """A guarantor agrees in writing to a change, or the paper is missing."""
        changes = self.case.of(T.EXTENSION, T.PLAN)
        if changes and self.guarantors:
            change = data.draw(st.sampled_from(changes))
            party = data.draw(st.sampled_from(self.guarantors))
            kept = data.draw(st.sampled_from([w.files("contract"), ()]))
            told = {"consents_to": change.id}
            self.log(
                w.event(T.GUARANTOR_CONSENT, self.on, party=party, evidence=kept, details=told)
            )

    @rule(data=st.data())
    def correct(self, data: st.DataObject) -> None:
        """Some event turns out to be wrong and is taken back; perhaps a correction."""
        known = self.case.log
        if known:
            wrong = data.draw(st.sampled_from(known))
            self.log(
                w.event(
                    T.CORRECTION, self.on, 23, actors=("王经办",), text="记错", corrects=wrong.id
                )
            )

    @invariant()
    def both_agree(self) -> None:
        """Two kinds after each step, in turn; a campaign asks for all of them, until years have gone by."""
        if not hasattr(self, "case"):
            return
        turn = len(self.case.log) % len(KINDS)
        near = self.on - w.DUE < timedelta(days=400)
        kinds = KINDS if CAMPAIGN and near else (KINDS[turn], KINDS[turn - 4])
        self.spoke |= compare(self.case, self.on, kinds)

    def teardown(self) -> None:
        """Asked for all kinds once more; a campaign keeps how often each rule spoke."""
        if hasattr(self, "case"):
            OFTEN.update({("cases", ""), *self.spoke, *compare(self.case, self.on)})
            if COUNTS:
                rows = (f"{rule} {does} {n}\n" for (rule, does), n in sorted(OFTEN.items()))
                Path(COUNTS).write_text("".join(rows), "utf-8")


SecondOpinion.TestCase.settings = settings(
    max_examples=CAMPAIGN or 10,
    stateful_step_count=25 if CAMPAIGN else 15,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # `story` is easier to read than a shrink
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestSecondOpinion = SecondOpinion.TestCase
