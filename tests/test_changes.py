"""What an import says of what it changed: the reader's words, yuan, one line for a row that came or went."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import demo_desk
import pytest
from openpyxl import load_workbook
from sample_book import NOW, dossier, fill

from noticegen.book import Book, Dossier
from noticegen.book.changes import told
from noticegen.cli import imports
from noticegen.model import Address, Guarantee, GuaranteeKind, Instalment, LoanParty, Role
from noticegen.text import Text


def lines(book: Book, new: Dossier) -> list[Text]:
    """What the import of `new` over the sample says."""
    fill(book)
    (change,) = book.apply([new], NOW)
    return list(told(change.details))


def test_sums_are_yuan_rates_per_cent_and_yes_or_no_a_word(any_book: Book) -> None:
    """A principal of 100,000.00 yuan is never shown as 10000000."""
    old = dossier()
    loan = replace(
        old.loan,
        principal=Decimal("120000.00"),
        annual_rate=Decimal("0.07"),
        compound=True,
        allocation_order=(),
        misuse_surcharge=Decimal(1),
    )

    assert lines(any_book, replace(old, loan=loan)) == [
        Text("借款：借款金额 100,000.00元 → 120,000.00元", "loan: Principal RMB 100,000.00 → RMB 120,000.00"),
        Text("借款：年利率 6.5% → 7%", "loan: Annual rate 6.5% → 7%"),
        Text("借款：挪用上浮 – → 100%", "loan: Misuse surcharge – → 100%"),
        Text("借款：计收复利 否 → 是", "loan: Compound interest no → yes"),
        Text("借款：清偿顺序 费用、利息、本金 → –", "loan: Allocation order costs, interest, principal → –"),
    ]  # fmt: skip


def test_a_row_that_came_or_went_is_one_line(any_book: Book) -> None:
    """A deed that went, a signatory, an instalment and an address that came: one line each, named."""
    old = dossier()
    first = old.parties[0]
    moved = replace(first, addresses=(Address("示例省示例市2号", "other"), *first.addresses))
    new = replace(
        old,
        parties=(moved, *old.parties[1:]),
        signatories=(*old.signatories, LoanParty("DK-1-G", Role.SPOUSE_SIGNATORY)),
        guarantees=(),
        instalments=(*old.instalments, Instalment(3, date(2026, 5, 20), Decimal("0.01"), Decimal(0))),
    )  # fmt: skip

    assert lines(any_book, new) == [
        Text("地址 DK-1-B/1 新增：地址 示例省示例市2号，地址来源 其他，约定送达地址 否", "address DK-1-B/1 added: Address 示例省示例市2号, Source other, Agreed for service no"),
        Text("签约人 DK-1-G 新增：身份 签字配偶", "signatory DK-1-G added: Role spouse who signed"),
        Text(
            "担保 G1 删去：保证合同名称 反担保合同，保证合同编号 F-1，保证合同日期 2025-03-20，客户编号 DK-1-G，保证方式 连带责任保证，反担保 是，最高额保证 否",
            "guarantee G1 removed: Deed 反担保合同, Deed number F-1, Deed date 2025-03-20, Party ID DK-1-G, Kind joint and several, Counter-guarantee yes, Maximum-amount no",
        ),
        Text(
            "还款计划 3 新增：应还日期 2026-05-20，应还本金 0.01元，应还利息 0.00元",
            "instalment 3 added: Due 2026-05-20, Principal RMB 0.01, Interest RMB 0.00",
        ),
    ]  # fmt: skip


def test_the_first_of_two_deeds_that_goes_is_not_told_as_another(any_book: Book) -> None:
    """A deed is the same by its id, not by its place: the second is untouched when the first goes."""
    old = dossier()
    second = Guarantee(
        "G2", "DK-1-C", False, GuaranteeKind.GENERAL, "保证合同", "B-2", date(2025, 3, 20)
    )
    fill(any_book, replace(old, guarantees=(*old.guarantees, second)))

    (change,) = any_book.apply([replace(old, guarantees=(second,))], NOW)

    (line,) = told(change.details)
    assert line.en.startswith("guarantee G1 removed: Deed 反担保合同, ")


def test_rows_that_changed_places_are_said_to(any_book: Book) -> None:
    """Signatories in another order: one line, for the order is that of the contract."""
    old = dossier()

    found = lines(any_book, replace(old, signatories=old.signatories[::-1]))

    assert found == [Text("签约人：顺序有变", "signatory: order changed")]


def test_numbers_of_people_are_masked(any_book: Book) -> None:
    """An ID number that changed shows its ends only."""
    old = dossier()
    person = replace(old.parties[0], id_number="990101199001010027", phone="13900000001")

    found = lines(any_book, replace(old, parties=(person, *old.parties[1:])))

    assert [line.zh for line in found] == [
        "客户 DK-1-B：证件号码 990101********0019 → 990101********0027（已遮蔽）",
        "客户 DK-1-B：电话 – → 139****0001（已遮蔽）",
    ]


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", ["DK-0003: 有变化", "    借款：借款金额 50,000.00元 → 60,000.00元", "    还款计划 1：应还本金 50,000.00元 → 60,000.00元", "    日志新增 1 条：电话催收 1"]),
        ("en", ["DK-0003: changed", "    loan: Principal RMB 50,000.00 → RMB 60,000.00", "    instalment 1: Principal RMB 50,000.00 → RMB 60,000.00", "    1 new on the log: call 1"]),
    ],
)  # fmt: skip
def test_the_screen_speaks_the_readers_language(
    examples: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], lang: str, said: list[str]
) -> None:
    """`import` of a workbook with another principal and one more call says so in words."""
    desk = demo_desk.imported(tmp_path / "desk", examples)
    book = load_workbook(desk / "examples" / "portfolio.xlsx")

    def column(sheet: str, heading: str) -> int:
        return next(
            n for n, c in enumerate(book[sheet][1], 1) if str(c.value).rstrip("*") == heading
        )

    def rows(sheet: str) -> list[int]:
        at = column(sheet, "借款编号")
        return [r for r in range(3, book[sheet].max_row + 1) if book[sheet].cell(r, at).value == "DK-0003"]  # fmt: skip

    book["借款"].cell(rows("借款")[0], column("借款", "借款金额")).value = 60000
    book["还款计划"].cell(rows("还款计划")[0], column("还款计划", "应还本金")).value = 60000
    log = book["催收记录"]
    kind = column("催收记录", "记录种类")
    call = next(r for r in rows("催收记录") if log.cell(r, kind).value == "电话催收")
    last = log.max_row + 1
    for cell in log[call]:
        log.cell(last, cell.column).value = cell.value
    log.cell(last, column("催收记录", "记录编号")).value = "DK-0003-more"
    book.save(desk / "examples" / "more.xlsx")
    capfd.readouterr()

    assert demo_desk.run(desk, "import", str(desk / "examples" / "more.xlsx"), "--dry-run", lang=lang) == 0  # fmt: skip

    assert said == capfd.readouterr().out.splitlines()[:4]


def test_the_morning_s_import_is_not_drowned_by_the_day_up_to_which_payments_are_booked(
    examples: Path,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Loans of which only that day moved are told in one line; beyond the limit of the screen changed loans are
    counted, never left out unsaid."""
    desk = demo_desk.imported(tmp_path / "desk", examples)
    book = load_workbook(desk / "examples" / "portfolio.xlsx")
    sheet = book["借款"]
    heads = {str(cell.value).rstrip("*"): cell.column for cell in sheet[1]}
    filled = [r for r in range(3, sheet.max_row + 1) if sheet.cell(r, heads["借款编号"]).value]
    ids = [str(sheet.cell(r, heads["借款编号"]).value) for r in filled]
    for row in filled:
        sheet.cell(row, heads["入账截止日"]).value = date(2026, 3, 28)
    for row in filled[3:5]:
        sheet.cell(row, heads["借款用途"]).value = "进货示例"
    book.save(desk / "examples" / "more.xlsx")

    def told(lang: str) -> list[str]:
        capfd.readouterr()
        words = ("import", str(desk / "examples" / "more.xlsx"), "--dry-run")
        assert 0 == demo_desk.run(desk, *words, lang=lang, now=demo_desk.NOW + timedelta(days=1))
        return capfd.readouterr().out.splitlines()

    lines, rest = told("en"), len(filled) - 2
    assert [f"{ids[3]}: changed", f"{ids[4]}: changed"] == [x for x in lines if ": changed" in x and "loans:" not in x]  # fmt: skip
    assert lines[-2] == f"{rest} loans: nothing but the day up to which payments are booked"
    assert f"changed {len(filled)}" in lines[-1]
    monkeypatch.setattr(imports, "SHOWN", 1)
    lines = told("zh")
    assert f"{ids[3]}: 有变化" in lines and f"{ids[4]}: 有变化" not in lines
    assert lines[-3:-1] == [
        "……另有 1 笔有变化或被拒；--json 列出全部",
        f"另有 {rest} 笔只有入账截止日变化",
    ]
