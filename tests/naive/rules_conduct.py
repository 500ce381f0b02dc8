"""Rules of conduct (C): table I.4, as far as the log decides them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from naive.situation import J4, STEPS_TO_A_PARTY, Situation, T, Word
from noticegen.model import Event, EventType

UNANSWERED = ("no_answer", "busy", "off")


def contacts(s: Situation, *types: EventType) -> list[Event]:
    """What was done to anybody in the present default."""
    return [e for e in s.seen(*types) if s.now]


def c01(s: Situation) -> Iterator[Word]:
    """No contact from 22:00 to 08:00 without consent."""
    rule = s.policy.conduct
    bad = False
    for e in contacts(s, *STEPS_TO_A_PARTY):
        if rule.effective_from and e.day < rule.effective_from:
            continue
        clock = e.at.time()
        if (clock >= rule.quiet_from or clock < rule.quiet_until) and not e.details.get("consent"):
            bad = True
    yield Word("C-01", "", "fail" if bad else "pass")


def c02(s: Situation) -> Iterator[Word]:
    """Not more than six unanswered tries to one number in a day."""
    rule = s.policy.conduct
    tries: Counter[tuple[object, str]] = Counter()
    for e in contacts(s, T.CALL):
        if not (rule.effective_from and e.day < rule.effective_from) and e.outcome in UNANSWERED:
            tries[(e.day, e.details.get("number", ""))] += 1
    many = any(n > rule.max_unanswered for n in tries.values())
    yield Word("C-02", "", "fail" if many else "pass")


def c04(s: Situation) -> Iterator[Word]:
    """Two of us on a visit."""
    alone = [
        e for e in contacts(s, T.VISIT) if len(set(e.actors)) < s.policy.conduct.visit_staff_min
    ]
    yield Word("C-04", "", "fail" if alone else "pass")


def c06(s: Situation) -> Iterator[Word]:
    """Every dispute and complaint of the addressee has been answered, or legal has approved since."""
    everyone = [*s.guarantors(counter=True), *s.guarantors(counter=False)]
    for e in s.ever(T.DISPUTE, T.COMPLAINT):
        if e.party not in s.addressees and not (s.kind == J4 and e.party in everyone):
            continue
        # READING: an answer that names what it answers answers nothing else
        after = [
            a
            for a in s.ever(T.DISPUTE_ANSWERED)
            if (
                a.details["answers"] == e.id
                if a.details.get("answers")
                else a.party in ("", e.party)
            )
        ]
        answered = any(a.at >= e.at for a in after) or s.legal_nod(e.at, e.party)
        yield Word("C-06", e.party, "pass" if answered else "fail")


def words(s: Situation) -> Iterator[Word]:
    for rule in (c01, c02, c04, c06):
        yield from rule(s)
