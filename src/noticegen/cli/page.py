"""`case --html`: a case as one page to look at, with its picture. For the house only: it shows the log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from markupsafe import Markup

from noticegen import __version__, lifeline, webpage
from noticegen.cli import words
from noticegen.cli.file import clock_note, coming, guaranteed, log_heads, log_lines, standing
from noticegen.cli.session import say, tr
from noticegen.model import Case, LoanKind, Role
from noticegen.policy import Policy
from noticegen.render.html import LANGUAGES
from noticegen.text import Lang, many

CSS = """
@page { size: A4 landscape; margin: 12mm; @bottom-left { content: "%s"; font-size: 9px; color: #555 } }
body { max-width: 1180px } .house { color: #b3261e; font-weight: 600 }
.legend { font-size: 12px; color: #444 } .legend span { margin-right: 14px; white-space: nowrap } .legend svg { vertical-align: -3px }
.late { color: #b3261e; font-weight: 600 } th { white-space: nowrap }
@media print { h1 { font-size: 17px } h2 { margin: 10px 0 4px } p, ul { margin: 4px 0; font-size: 12px } .tiles { gap: 6px; margin: 6px 0 } .tile { padding: 2px 10px; min-width: 0 } .tile b { font-size: 15px } .tile span { font-size: 10px } .legend { font-size: 9px } table { font-size: 10px } }
"""


def written(view: dict[str, Any], case: Case, on: date, policy: Policy, lang: Lang) -> str:
    """The page; `view` is what `casefile.describe` gives of `case` on that day."""
    return "".join(_parts(view, case, on, policy, lang))


def _parts(view: dict[str, Any], case: Case, on: date, policy: Policy, lang: Lang) -> Iterator[str]:
    loan, inner = view["loan"], tr("内部资料，不得外传", "for the house only, not to be passed on")
    kind = say(words.LOANS[LoanKind(loan["kind"])])
    yield webpage.head(f"{loan['id']} {on}", LANGUAGES[lang], CSS % inner)
    yield Markup('<h1>{} <span class="en">{}</span></h1>\n').format(loan["id"], kind)
    yield Markup('<p class="sub">{} {} · {} · <span class="house">{}</span></p>\n').format(
        loan["contract_name"], loan["contract_no"], loan["lender"], inner
    )
    yield Markup("<p>{}</p>\n").format(standing(view))
    yield _tiles(view, on)
    yield webpage.section(tr("案件经过", "The life of the case"))
    yield Markup('<div class="wide">{}</div>').format(
        Markup(lifeline.picture(case, on, policy, lang))
    )
    yield lifeline.legend(lang)
    yield webpage.section(tr("下一步", "What comes next"))
    yield Markup("<ul>{}</ul>\n").format(
        Markup().join(Markup("<li>{}</li>").format(line) for line in coming(view))
    )
    yield _clocks(view, on)
    yield _people(view)
    yield webpage.table(
        tr("催收台账", "Log"), log_heads(), log_lines(view), {0: "n", 1: "n", 3: "n"}
    )
    booked = view["booked_until"] or "–"
    yield Markup('<p class="sub">{} · noticegen {}</p>\n').format(
        tr(f"还款入账至 {booked}", f"payments booked until {booked}"), __version__
    )
    yield webpage.FOOT


def _tiles(view: dict[str, Any], on: date) -> Markup:
    """Where the case stands, in figures."""
    lender, claim = view["bank_owed"] or view["owed"], view["recourse"]
    made = [
        webpage.tile(f"{lender['total']:,.2f}", tr("欠贷款人（元）", "owed to the lender, yuan"))
    ]
    grows = lender["daily_increase"]
    if claim:
        made.append(
            webpage.tile(f"{claim['total']:,.2f}", tr("欠本单位（元）", "owed to the house, yuan"))
        )
        grows += claim["daily_increase"]
    made.append(webpage.tile(f"{grows:,.2f}", tr("每日增加（元）", "one more day adds, yuan")))
    if view["step_day"] is not None:
        made.append(webpage.tile(f"D{view['step_day']}", tr("步骤日", "step day")))
        made.append(webpage.tile(f"{view['days_overdue']:,}", tr("逾期天数", "days overdue")))
    if view["clocks"]:
        first = min(view["clocks"], key=lambda clock: clock["safe_day"])
        bad = "bad" if first["safe_day"] < on else ""
        name = tr(f"最早的安全日：{first['name']} {first['party']}", f"first safe day: {first['name']} {first['party']}")  # fmt: skip
        made.append(webpage.tile(str(first["safe_day"]), name, bad))
    return webpage.tiles(made)


def _clocks(view: dict[str, Any], on: date) -> Markup:
    """The periods of law, what ends first at the top."""
    lines = [
        (
            clock["name"],
            clock["party"],
            str(clock["start"]),
            str(clock["last_day"]),
            str(clock["safe_day"]),
            _left((clock["safe_day"] - on).days),
            clock_note(clock),
        )
        for clock in sorted(view["clocks"], key=lambda clock: clock["safe_day"])
    ]
    heads = [
        tr("期间", "clock"), tr("当事人", "party"), tr("起算", "from"), tr("最后一日", "last day"),
        tr("安全日", "safe day"), tr("距安全日", "until then"), tr("说明", "note"),
    ]  # fmt: skip
    return webpage.table(
        tr("期间与时效", "Clocks"), heads, lines, {0: "n", 1: "n", 3: "n", 4: "n", 5: "r"}
    )


def _left(days: int) -> str | Markup:
    if days < 0:
        return Markup('<span class="late">{}</span>').format(
            tr(f"已过 {-days} 天", f"{many(-days, 'day')} past")
        )
    return tr(f"{days} 天", many(days, "day"))


def _people(view: dict[str, Any]) -> Markup:
    lines = [
        (
            say(words.ROLES[Role(person["role"])]),
            person["id"],
            person["name"],
            person["phone"],
            guaranteed(view, person),
        )
        for person in view["parties"]
    ]
    heads = [
        tr("身份", "role"), tr("编号", "id"), tr("姓名/名称", "name"), tr("电话", "phone"),
        tr("担保方式", "guarantee"),
    ]  # fmt: skip
    return webpage.table(tr("当事人", "Parties"), heads, lines)
