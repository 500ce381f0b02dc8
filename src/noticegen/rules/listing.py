"""Seed rules of the list of the house (S-19, S-20): a warning while long overdue, an entry only after
the debt is settled and the warning was served.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from noticegen.addressing import LISTING, WARNING, named
from noticegen.deliveries import Delivery, delivery
from noticegen.episodes import days_overdue
from noticegen.model import Case, Event, EventType, Finding
from noticegen.policy import Policy
from noticegen.rules.balance import settled_on
from noticegen.rules.ceiling import ONE_DAY
from noticegen.rules.served import became, counted
from noticegen.rules.steps import addressees, concerned, gaps
from noticegen.rules.table import NOTHING, Rule, join, met, unmet
from noticegen.text import Text, many

T = EventType
END = "手册 II 末段 / manual II, end"


def long_overdue(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """Days overdue, from the oldest instalment still unpaid, are at least what the house calls long."""
    least, days = policy.long_overdue.days, days_overdue(case, on, policy)
    needed = Text(f"逾期满{least}天", f"at least {many(least, 'day')} overdue")
    found = Text(f"逾期{days}天", f"{many(days, 'day')} overdue")
    if days >= least:
        yield met(needed, found)
    elif days == 0:
        hint = Text("没有逾期，不得告知", "nothing is overdue: nothing to warn of")
        yield unmet(needed, found, hint, curable=False)
    else:
        first = on + timedelta(least - days)
        hint = Text(f"{first} 起可发", f"possible from {first}")
        yield unmet(needed, found, hint, earliest=first)


def warned(case: Case, party: str, since: date, on: date) -> tuple[Delivery, Event | None]:
    """The warnings to `party` from `since` on that still stand on day `on`, and the approved decision
    that set those before it aside (an objection upheld, an entry removed); None = there is none."""
    made = delivery(case, WARNING, party, since, on)
    decided = [e for e in case.of(T.LIST_REMOVAL, party=party) if e.day <= on and not gaps(e)]
    if not decided or all(paper.at > decided[-1].at for paper in made.papers):
        return made, None
    stands = {paper.document for paper in made.papers if paper.at > decided[-1].at}

    def of(events: Iterable[Event]) -> tuple[Event, ...]:
        return tuple(e for e in events if e.document in stands)

    bare = tuple(b for b in made.bare if b[0].document in stands)
    left = Delivery(of(made.papers), of(made.proved), bare, of(made.failed), of(made.unshown))
    return left, decided[-1]


def settled_and_warned(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """All is paid or written off, the entry is dated after that day, and each addressee was served
    with a warning of that default that no later decision set aside. One finding for each addressee."""
    default = concerned(case, kind, on, policy)
    done = settled_on(case, on, policy)
    for debtor in addressees(case, kind, party):
        needed = Text(
            "已结清（次日起），且列入告知书已送达",
            "settled (from the next day on), and the warning was served",
        )
        zero = default.anchor if default else date.max
        made, decided = warned(case, debtor, zero, on)
        wrong = [_not_settled(done, on)]
        if not made.proved and decided and not made.papers:
            wrong.append(Text(f"告知后 {decided.day} 已决定不列入", f"after the warning it was decided on {decided.day} not to enter"))  # fmt: skip
        elif not made.proved:
            why = became(case, WARNING, debtor, made, zero) if default else NOTHING
            wrong.append(join([Text("告知书未送达", "the warning is not served"), why]))
        if not any(w.en for w in wrong):
            yield met(needed, counted(made.proved[0]), debtor)
            continue
        shut = done is not None and not made.papers  # no warning goes out once all is paid
        first = None if shut or done is None else max(on, done + ONE_DAY)
        yield unmet(
            needed, join(wrong), _mend(made, decided, shut=shut), debtor, earliest=first, curable=not shut
        )  # fmt: skip


def _not_settled(done: date | None, on: date) -> Text:
    if done is None:
        return Text("尚未结清", "not settled yet")
    return NOTHING if done < on else Text(f"{done} 当日结清", f"settled only on {done}")


def _mend(made: Delivery, decided: Event | None, *, shut: bool) -> Text:
    if decided and not made.papers:
        return Text(
            "不得列入；决定有误的，以更正方式撤回；再要列入须另行告知并在还清前送达",
            "no entry; a decision recorded by mistake is corrected; else it takes a new warning, served before pay-off",
        )
    if shut:
        return Text(
            "结清前未告知的不得列入", "whoever was not warned before pay-off is not entered"
        )
    after = Text("还清次日起列入", "enter from the day after pay-off")
    if made.proved:
        return after
    if made.papers:
        serve = Text(
            "送达已签发的告知书，以 served 记录并附凭证",
            "serve the warning that was issued; record it as `served` with its proof",
        )
        return join([serve, after])
    warn = Text(
        f"还清前先签发并送达{named(WARNING).zh}",
        f"issue and serve the {named(WARNING).en} before pay-off",
    )
    return join([warn, after])


_L = "house.seed"
RULES = (
    Rule(
        "S-19", _L, (WARNING,), Text("长期逾期", "long overdue"),
        Text("自最早未还期次起逾期满九十天", "ninety days overdue, from the oldest instalment still unpaid"),
        Text("签发日", "the day of issue"),
        Text("手册限于长期逾期客户；天数由单位定", "the manual speaks of long-overdue customers; the number of days is the house's"),
        END, long_overdue,
        doubts=Text("九十天为惯用界线，待核", "ninety days is the usual line, to be verified"),
        of_case=True,
    ),
    Rule(
        "S-20", _L, (LISTING,), Text("结清且已告知", "settled and warned"),
        Text("已结清或核销，次日起；列入告知书已在该次逾期中送达，其后没有移出或不列入的决定", "settled or written off, from the next day; the warning was served in that default, and no decision to remove or not to enter came after it"),
        Text("签发日", "the day of issue"),
        Text("手册：还清后列入，今后不再担保；不可特批", "the manual: entered after pay-off, no guarantee again; no override"),
        END, settled_and_warned,
        doubts=Text("结清指全部还清，包括未到期部分；追偿款一并计算", "settled means the whole loan, what is not yet due included, and recourse"),
    ),
)  # fmt: skip
