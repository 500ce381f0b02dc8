"""Makes a second example: one loan, DK-0101, that has gone the whole way to court.

    python examples/make_court_case.py DIR [DAY]

Its letters have to be issued and served in their time, so the workbook comes in four states, each the
former with more on the log: `court-1.xlsx` up to the notice (93 days before DAY), `court-2.xlsx` up to
the reminders, `court-3.xlsx` up to the letters of recourse, `court-4.xlsx` up to the day. `noticegen demo`
issues the letters in between.
Who and what is in it is invented, as in `make_examples.py`; the papers are drawn as small PDF files that
say they are examples. The same day gives the same bytes.
"""

from __future__ import annotations

import sys
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from make_examples import BASE_DAY, Portfolio

LOAN = "DK-0101"
BORROWER, SURETIES = "P31", ("G31", "G32")
OVERDUE = 100  # days before the day on which it fell due
NOTICE, REMINDERS, RECOURSE = 93, 89, 60  # days before the day on which the letters go out
STATES = (NOTICE, REMINDERS, RECOURSE, 0)  # days before the day, of each state
_CONTRACT = "借款人应于到期日一次归还借款本金及利息；逾期的，按约定利率上浮百分之五十计收罚息。"
_DEED = "反担保人以连带责任保证方式，对担保中心代偿的款项、资金占用费及实现债权的费用承担反担保责任，期间为代偿之日起二十四个月。"
_ENTRUST = "借款人未按期还款、担保中心代为清偿的，借款人应自代偿之日起偿还代偿款，并按一年期贷款市场报价利率的四倍以内支付资金占用费。"

# name of the file: kind of evidence, title, text
PAPERS = {
    "loan-contract": ("contract", "小额担保贷款借款合同", _CONTRACT),
    "entrustment": ("contract", "委托担保合同", _ENTRUST),
    "payout": ("voucher", "放款凭证", "已将借款划入借款人账户。"),
    "deed-1": ("contract", "反担保保证合同（韩三一）", _DEED),
    "deed-2": ("contract", "反担保保证合同（杨三二）", _DEED),
    "id-1": ("other", "居民身份证复印件（秦三十）", "此处为身份证正反面影像。"),
    "id-2": ("other", "居民身份证复印件（韩三一）", "此处为身份证正反面影像。"),
    "id-3": ("other", "居民身份证复印件（杨三二）", "此处为身份证正反面影像。"),
    "account": ("bank_entry", "贷款账户流水", "到期日应还本息未入账；其后无还款。"),
    "payment": ("voucher", "代偿付款凭证", "担保中心代借款人清偿逾期借款本息。"),
    "approval": ("approval", "移送审批表", "同意移送法院。"),
    "slip-1": ("slip", "送达回执（秦三十，逾期催收通知书）", "本人已收到上述文书。"),
    "slip-2": ("slip", "送达回执（韩三一，督促还款通知书）", "本人已收到上述文书。"),
    "slip-3": ("slip", "送达回执（杨三二，督促还款通知书）", "本人已收到上述文书。"),
    "slip-4": ("slip", "送达回执（韩三一，履行反担保责任通知书）", "本人已收到上述文书。"),
    "slip-5": ("slip", "送达回执（杨三二，履行反担保责任通知书）", "本人已收到上述文书。"),
    "slip-6": ("slip", "送达回执（秦三十，代偿追偿通知书）", "本人已收到上述文书。"),
}

SIGNED = OVERDUE + 368  # days before the day on which the contracts were signed
PAPERS_SIGNED = {  # the other papers: days before the day
    "payout": OVERDUE + 365, "account": 3, "payment": RECOURSE + 1, "approval": 2,
    "slip-1": NOTICE - 1, "slip-2": REMINDERS - 1, "slip-3": REMINDERS - 1,
    "slip-4": RECOURSE - 1, "slip-5": RECOURSE - 1, "slip-6": RECOURSE - 1,
}  # fmt: skip


def build(day: date, state: int) -> Portfolio:
    """The loan with what was on its log at that state (1 to 4)."""
    p = Portfolio(day)
    due, last = p.ago(OVERDUE), p.ago(STATES[state - 1])
    p.person(BORROWER, "秦三十", "male", "19790812")
    p.person(SURETIES[0], "韩三一", "female", "19810225")
    p.person(SURETIES[1], "杨三二", "male", "19760703")
    for row in p.rows["parties"]:
        row |= {"nation": "汉族", "phone": row["phone"].replace("19900000", "19900003")}
    p.loan(
        101, [BORROWER], [due], "50000.00", disbursed_on=due - timedelta(days=365), recourse_contract="示委担字第0101号",
        dispute_way="court", dispute_body="示例县人民法院", dispute_clause="第十六条", booked_until=last,
    )  # fmt: skip
    for n, party in enumerate(SURETIES, 1):
        p.guarantee(LOAN, party, 100 + n, scope="代偿款、资金占用费及实现债权的费用")
    p.worked(LOAN, BORROWER, due, SURETIES)
    p.calls(LOAN, BORROWER, due, (5, 6))
    if state > 1:
        _calls(p, p.ago(NOTICE - 2), p.ago(REMINDERS))
    if state > 2:
        _calls(p, p.ago(REMINDERS - 1), p.ago(RECOURSE))
        paid = p.ago(RECOURSE + 1)
        _paper(p, paid, "16:00", "sub_payment", "payment", amount=_due(p, paid), voucher="示付字第0101号", payee="示例银行股份有限公司示例支行")  # fmt: skip
    if state > 3:
        _calls(p, p.ago(RECOURSE - 1), p.ago(1))
        _exhibits(p, due)
        _paper(p, p.ago(2), "15:00", "referral_approved", "approval", actors="刘总", role="approver", basis="long_overdue", text="逾期已满九十天，反担保人均未履行，同意移送法院")  # fmt: skip
    return p


def _calls(p: Portfolio, first: date, last: date) -> None:
    p.calls(LOAN, BORROWER, first, tuple(range((last - first).days + 1)))


def _due(p: Portfolio, on: date) -> Decimal:
    """What the bank was owed that day, to the cent (one instalment, 360 days)."""
    item = next(r for r in p.rows["instalments"] if r["loan"] == LOAN)
    loan = next(r for r in p.rows["loans"] if r["id"] == LOAN)
    rate = loan["annual_rate"] * (1 + loan["surcharge"])
    late = (item["principal"] * rate * (on - item["due"]).days / 360).quantize(
        Decimal("0.01"), ROUND_HALF_UP
    )
    total: Decimal = item["principal"] + item["interest"] + late
    return total


def _exhibits(p: Portfolio, due: date) -> None:
    """The papers that an officer put by for the court."""
    signed = due - timedelta(days=368)
    for file, group, party, day in (
        ("id-1", "identity", BORROWER, signed),
        ("id-2", "identity", SURETIES[0], signed),
        ("id-3", "identity", SURETIES[1], signed),
        ("loan-contract", "loan", "", signed),
        ("entrustment", "loan", "", signed),
        ("payout", "loan", "", due - timedelta(days=365)),
        ("deed-1", "guarantee", SURETIES[0], signed),
        ("deed-2", "guarantee", SURETIES[1], signed),
        ("account", "account", "", p.ago(3)),
    ):
        more = {"title": PAPERS[file][1]}
        if file == "entrustment":
            more["proves"] = "借款人委托原告提供担保；代偿后的偿还义务和资金占用费"
        _paper(p, day, "09:00", "exhibit", file, party=party, group=group, **more)


def _paper(p: Portfolio, day: date, hour: str, kind: str, file: str, **more: object) -> None:
    """An event with one of the papers behind it."""
    key = p.event(LOAN, day, hour, kind, **more)
    name = f"evidence/court/{file}.pdf"
    p.files[name] = b""  # drawn in `write`
    p.rows["evidence"].append({"event": key, "loan": LOAN, "kind": PAPERS[file][0], "file": name})


def write(folder: Path, day: date = BASE_DAY) -> tuple[Path, ...]:
    """Write the four workbooks and their files into `folder`; their paths."""
    from noticegen.sources.template import write_workbook

    (folder / "evidence" / "court").mkdir(parents=True, exist_ok=True)
    for file, (_, title, text) in PAPERS.items():
        signed = day - timedelta(days=PAPERS_SIGNED.get(file, SIGNED))
        (folder / "evidence" / "court" / f"{file}.pdf").write_bytes(_drawn(title, text, signed))
    made = []
    for state in range(1, len(STATES) + 1):
        p = build(day, state)
        for name, data in p.files.items():
            if data:
                (folder / name).write_bytes(data)
        path = folder / f"court-{state}.xlsx"
        path.unlink(missing_ok=True)
        write_workbook(path, p.rows)
        made.append(path)
    return tuple(made)


def _drawn(title: str, text: str, signed: date) -> bytes:
    """One page that looks like the paper it stands for, with its date, and says that it is an example."""
    from noticegen.desk import shipped
    from noticegen.model import Document, Paragraph, Run, Signature
    from noticegen.render import HouseStyle, render

    blocks = (
        Paragraph((Run("（示例文件，内容虚构）"),), "small"),
        Paragraph((Run(text),)),
        Paragraph((Run("本页代表一份实际文件的扫描件或原件；实际使用时以原件代替。"),)),
        Signature("示例当事人", f"{signed.year}年{signed.month}月{signed.day}日"),
    )
    document = Document("example", "zh", title, "", "示例", blocks, subject=title, issued_on=signed)
    return render(document, HouseStyle(shipped("templates")), ("pdf",)).pdf


if __name__ == "__main__":
    chosen = date.fromisoformat(sys.argv[2]) if len(sys.argv) > 2 else BASE_DAY
    print(*write(Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent), chosen))
