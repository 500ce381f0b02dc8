"""What is owed on a loan, as `case` shows it: to the lender, to the house, and how it came about."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from noticegen.cli import words
from noticegen.cli.session import out, say, table, tell, tr
from noticegen.events import CLAIMS
from noticegen.text import Text


def title(zh: str, en: str) -> None:
    """The heading of a part of the screen."""
    out()
    out(f"── {tr(zh, en)} ──")


def show(view: dict[str, Any]) -> None:
    """All sums of a case; `view` is what `casefile.describe` gives."""
    _owed(view)
    _recourse(view)
    _in_hand(view)
    _ledger(view)


def _owed(view: dict[str, Any]) -> None:
    """What the lender is owed; once the house has paid, as the lender sees it."""
    owed, on = view["bank_owed"] or view["owed"], view["on"]
    if view["bank_owed"]:
        title(
            f"截至 {on} 欠贷款人（已计代偿）", f"Owed to the lender as of {on}, our payment counted"
        )
        if not owed["lines"] and not owed["total"]:
            later = f"{owed['not_yet_due']:,.2f}"
            out(tr(f"到期款项无欠；未到期本金 {later} 元", f"nothing due is unpaid; principal not yet due {later}"))  # fmt: skip
            return
    else:
        title(f"截至 {on} 应还未还", f"Due and unpaid as of {on}")
    columns = {
        "principal": tr("本金", "principal"),
        "interest": tr("利息", "interest"),
        "penalty": tr("罚息", "penalty"),
        "compound": tr("复利", "compound"),
        "received": tr("已收", "received"),
        "total": tr("小计", "sum"),
    }
    if not owed["compound"]:
        del columns["compound"]
    rows: list[tuple[object, ...]] = [
        (line["number"], line["due"], line["days_overdue"], *(f"{line[c]:,.2f}" for c in columns))
        for line in owed["lines"]
    ]
    if owed["costs"]:
        blank = [""] * (len(columns) + 1)
        rows.append((tr("费用", "costs"), *blank, f"{owed['costs']:,.2f}"))
    sums = {**owed, "received": sum((line["received"] for line in owed["lines"]), Decimal("0.00"))}
    rows.append((tr("合计", "total"), "", "", *(f"{sums[c]:,.2f}" for c in columns)))
    table(
        [
            tr("期次", "no."),
            tr("到期日", "due"),
            tr("天数", "days"),
            *columns.values(),
        ],
        rows,
        "llr" + "r" * len(columns),
    )
    out(
        tr(
            f"每日增加 {owed['daily_increase']:,.2f} 元；未到期本金 {owed['not_yet_due']:,.2f} 元",
            f"one more day adds {owed['daily_increase']:,.2f}; principal not yet due {owed['not_yet_due']:,.2f}",
        )
    )
    if owed["received"] != sums["received"]:  # what covered instalments that are no longer open
        out(
            tr(
                f"本次逾期以来已收 {owed['received']:,.2f} 元，含已还清各期",
                f"received since this default began {owed['received']:,.2f}, instalments paid since included",
            )
        )


def _ledger(view: dict[str, Any]) -> None:
    rows = view["bank_ledger"] or view["ledger"]
    if not rows:
        return
    title("逐笔计算", "Ledger")
    columns = {
        "base": tr("计息基数", "base"),
        "penalty_accrued": tr("新增利息", "accrued"),
        "amount": tr("金额", "amount"),
        "to_costs": tr("抵费用", "→costs"),
        "to_interest": tr("抵利息", "→interest"),
        "to_principal": tr("抵本金", "→principal"),
        "costs_left": tr("余费用", "costs"),
        "interest_left": tr("余利息", "interest"),
        "principal_left": tr("余本金", "principal"),
    }
    # a column of zeros says nothing and costs the width of the screen
    used = {key: name for key, name in columns.items() if any(row[key] for row in rows)}
    table(
        [tr("日期", "date"), tr("事项", "event"), tr("天数", "days"), *used.values()],
        [
            (
                row["on"],
                say(words.LEDGER[row["event"]]) if row["event"] in words.LEDGER else row["event"],
                row["days"],
                *(f"{row[c]:,.2f}" for c in used),
            )
            for row in rows
        ],
        "llr" + "r" * len(used),
    )


def _recourse(view: dict[str, Any]) -> None:
    """What is owed to the house for what it paid, split as in the notice of recourse."""
    back = view["recourse"]
    if back is None:
        return
    title(
        f"截至 {view['on']} 欠本单位（追偿款）", f"Owed to the house as of {view['on']} (recourse)"
    )
    rows: list[tuple[object, ...]] = [
        (p["on"], *(f"{p[c]:,.2f}" for c in ("amount", "principal", "interest")), f"{p['principal'] + p['interest']:,.2f}")
        for p in back["paid"]
    ]  # fmt: skip
    if back["costs"]:
        rows.append((tr("费用", "costs"), "", "", "", f"{back['costs']:,.2f}"))
    open_sums = (f"{back[c]:,.2f}" for c in ("paid_out", "principal", "interest", "total"))
    rows.append((tr("合计", "total"), *open_sums))
    table(
        [
            tr("代偿日", "paid on"),
            tr("代偿金额", "paid"),
            tr("未还代偿款", "open of it"),
            tr("资金占用费", "cost of funds"),
            tr("小计", "sum"),
        ],
        rows,
        "lrrrr",
    )
    if back["receipts"]:
        _receipts(back["receipts"])
    cost = sum(line["amount"] for p in back["paid"] for line in p["accruals"])
    tell(
        tr(
            f"已计资金占用费 {cost:,.2f} 元，已收 {back['received']:,.2f} 元；每日增加 {back['daily_increase']:,.2f} 元",
            f"cost of funds so far {cost:,.2f}, came back {back['received']:,.2f}; one more day adds {back['daily_increase']:,.2f}",
        )
    )


def _receipts(receipts: list[dict[str, Any]]) -> None:
    columns = {
        "amount": tr("金额", "amount"),
        "to_costs": tr("抵费用", "→costs"),
        "to_interest": tr("抵资金占用费", "→cost of funds"),
        "to_principal": tr("抵代偿款", "→what was paid"),
    }
    used = {key: name for key, name in columns.items() if any(r[key] for r in receipts)}
    table(
        [tr("日期", "date"), tr("事项", "event"), *used.values()],
        [
            (r["on"], say(words.LEDGER[r["type"]]), *(f"{r[c]:,.2f}" for c in used))
            for r in receipts
        ],
        "ll" + "r" * len(used),
    )


def _in_hand(view: dict[str, Any]) -> None:
    """What came in beyond what was due, and what of it was paid back."""
    for account, more in view["in_hand"].items():
        back, short = view["refunded"][account], view["refunded_beyond"][account]
        if back:
            name = CLAIMS[account]
            tell(
                tr(
                    f"{name.zh}多收，已退还 {back:,.2f} 元",
                    f"{back:,.2f} yuan paid too much on {name.en} were paid back",
                )
            )
        if more:
            tell(say(surplus(account, more, settled=view["settled_on"] is not None)))
        if short:
            tell(say(paid_back_beyond(account, short)))


def paid_back_beyond(account: str, short: Decimal) -> Text:
    """What to do where `short` yuan were paid back that were no surplus."""
    name = CLAIMS[account]
    return Text(
        f"{name.zh}退还的款项超出多收款 {short:,.2f} 元：该部分不动账，债务仍按已付计算，另行请求返还；核对退款和还款记录",
        f"{short:,.2f} yuan more were paid back on {name.en} than was in hand: of that the account takes no "
        "notice, the debt stays paid, and it is asked back on its own ground; look at the refund and at the payments",
    )


def surplus(account: str, more: Decimal, *, settled: bool) -> Text:
    """What becomes of `more` yuan paid beyond what was due; `account` is loan or recourse."""
    name = CLAIMS[account]
    if settled:
        return Text(
            f"{name.zh}多收 {more:,.2f} 元，应退还付款人",
            f"{more:,.2f} yuan paid too much on {name.en} are to be returned to who paid them",
        )
    if account == "recourse":
        return Text(
            f"追偿款多收 {more:,.2f} 元：只抵以后的代偿；应退还付款人，或经其同意转付到期贷款",
            f"{more:,.2f} yuan more than was due on the recourse claim: only a later payment by the house "
            "would use it; return it, or pass it on to the loan with the payer's consent",
        )
    return Text(
        f"{name.zh}超出到期款项 {more:,.2f} 元，留作下次到期抵用",
        f"{more:,.2f} yuan more than was due on {name.en} are kept for what falls due next",
    )
