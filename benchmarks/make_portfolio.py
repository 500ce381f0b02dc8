"""A seeded portfolio of N invented loans as a folder of CSV files, in the import format.

    python benchmarks/make_portfolio.py DIR --loans N [--plain] [--events 20] [--shuffle]

Each loan is like one of the examples, with people, numbers and addresses of its own, so that every kind
of case is there: not yet due, one step missing, ready, on hold, in dispute, paid, several borrowers.
`--kinds DK-0003=6,DK-0001=2` gives other shares. `--plain` makes loans of one shape instead, about 30
rows each with 20 events. Same arguments, same bytes. `--shuffle` mixes the rows of every file, as exports
without `order by` do.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random  # noqa: TID251  # seeded: the same portfolio each time

from noticegen.identifiers import resident_check

Cells = list[str]
HEADS = {
    "parties": "id kind name id_kind id_number sex birth_date phone",
    "addresses": "party text source postcode agreed",
    "loans": "id kind contract_name contract_no contract_date lender principal disbursed_on maturity annual_rate surcharge day_basis repayment_way rate_clause branch officer booked_until",
    "signatories": "loan party role",
    "guarantees": "id loan party counter kind deed_name deed_no deed_date period_months",
    "instalments": "loan number due principal interest",
    "events": "id loan at type recorded_at party actors channel outcome text amount by payer reference",
}
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "明华国建文军平志伟东海强晓生光林小民永杰"


def person(n: int, dice: Random) -> Cells:
    """An invented person with an identifier of area 990001."""
    birth = date(1960, 1, 1) + timedelta(days=n * 7 % 14_000)
    serial = n // 14_000 * 2 % 998 + n % 2
    body = f"990001{birth:%Y%m%d}{serial:03d}"
    name = dice.choice(SURNAMES) + dice.choice(GIVEN) + dice.choice(GIVEN)
    return [f"P{n:07d}", "person", name, "resident_id", body + resident_check(body),
            "male" if serial % 2 else "female", birth.isoformat(), f"199{n % 10**8:08d}"]  # fmt: skip


def loan(n: int, events: int, dice: Random) -> Iterator[tuple[str, Cells]]:
    """All rows of one loan: (sheet, cells)."""
    key, borrower, guarantor = f"DK{n:07d}", 2 * n, 2 * n + 1
    for p in (borrower, guarantor):
        yield "parties", person(p, dice)
        yield (
            "addresses",
            [f"P{p:07d}", f"示例省示例市示例县示范路{p}号", "contract", "990000", "是"],
        )
    paid = date(2024, 1, 1) + timedelta(days=n % 365)
    dues = [paid + timedelta(days=91 * i) for i in range(1, 5)]
    total = dice.randrange(20, 400) * 1000
    yield "loans", [key, "guaranteed", "小额担保贷款借款合同", f"示担借字第{n:07d}号", (paid - timedelta(days=3)).isoformat(),
        "示例银行示例支行", f"{total}.00", paid.isoformat(), dues[-1].isoformat(), "6.5%", "50%", "360", "按季还本付息", "第四条",
        "示例办事处", f"经办{n % 40}", "2026-03-27"]  # fmt: skip
    yield "signatories", [key, f"P{borrower:07d}", "borrower"]
    yield "guarantees", [f"FD{n:07d}", key, f"P{guarantor:07d}", "是", "joint", "反担保保证合同", f"示担反字第{n:07d}号", paid.isoformat(), "24"]  # fmt: skip
    for i, due in enumerate(dues, 1):
        yield "instalments", [key, str(i), due.isoformat(), f"{total / 4:.2f}", f"{total * 0.065 / i / 4:.2f}"]  # fmt: skip
    for i in range(events):
        at = datetime.combine(dues[0], time(9)) + timedelta(hours=25 * i, minutes=dice.randrange(50))  # fmt: skip
        row = [
            f"{key}-{i:02d}",
            key,
            f"{at:%Y-%m-%d %H:%M}",
            "call",
            f"{at + timedelta(minutes=20):%Y-%m-%d %H:%M}",
        ]
        if i % 5 == 4:
            row[3] = "payment"
            yield "events", [*row, "", "", "", "", "", f"{dice.randrange(100, 900000) / 100:.2f}", "", "示例付款人", f"LS{n:07d}{i:02d}"]  # fmt: skip
        else:
            outcome = dice.choice(("connected_party", "no_answer", "busy"))
            yield "events", [*row, f"P{borrower:07d}", "王经办、赵协办", "phone", outcome, f"第{i}次电话催收，提醒还款", "", "", "", ""]  # fmt: skip


def write(folder: Path, loans: int, events: int = 20, shuffle: bool = False) -> int:
    """Write the folder; the number of rows below headers."""
    folder.mkdir(parents=True, exist_ok=True)
    dice = Random(20260327)
    files = {s: (folder / f"{s}.csv").open("w", encoding="utf-8", newline="") for s in HEADS}
    writers = {sheet: csv.writer(file) for sheet, file in files.items()}
    for sheet, heads in HEADS.items():
        writers[sheet].writerow(heads.split())
    rows = 0
    for n in range(loans):
        for sheet, cells in loan(n, events, dice):
            writers[sheet].writerow(cells)
            rows += 1
    for file in files.values():
        file.close()
    if shuffle:
        for sheet in HEADS:
            _shuffle(folder / f"{sheet}.csv", dice)
    return rows


# --- every kind of case ---------------------------------------------------------------------------


def write_cases(
    folder: Path, loans: int, day: date = date(2026, 3, 27), shares: dict[str, int] | None = None
) -> int:
    """`loans` loans like those of the examples around `day`, each with its share (1 if none is given);
    the number of rows below headers."""
    import shutil

    import openpyxl

    from noticegen.cli.demo import prepare_demo

    made = prepare_demo(folder / "examples", day)
    book = openpyxl.load_workbook(made, read_only=True)
    sheets = {
        sheet.title: [[_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
        for sheet in book
        if sheet.title
        in {"客户", "地址", "借款", "签约人", "担保", "还款计划", "催收记录", "证据文件"}
    }
    book.close()
    shutil.copytree(made.parent / "evidence", folder / "evidence", dirs_exist_ok=True)
    shutil.rmtree(folder / "examples")
    heads = {title: rows[0] for title, rows in sheets.items()}
    by_loan = _by_loan(sheets, heads)
    weights = {name: (shares or {}).get(name, 0 if shares else 1) for name in by_loan}
    dice, count, people = Random(20260327), 0, 0
    chosen = [name for name, many in weights.items() for _ in range(many)]
    files = {title: (folder / f"{title}.csv").open("w", encoding="utf-8", newline="") for title in sheets}  # fmt: skip
    writers = {title: csv.writer(file) for title, file in files.items()}
    for title, head in heads.items():
        writers[title].writerow(head)
    for n in range(loans):
        # each kind once, then by chance
        like = chosen[n] if n < len(chosen) else dice.choice(chosen)
        for title, rows in by_loan[like].items():
            for row in rows:
                cells = _renamed(heads[title], row, f"-{n:07d}")
                if title == "客户":
                    cells, people = _somebody(heads[title], cells, people, dice), people + 1
                writers[title].writerow(cells)
                count += 1
    for file in files.values():
        file.close()
    return count


def _text(cell: object) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d}"
    return "" if cell is None else str(cell)


def _by_loan(sheets: dict[str, list[Cells]], heads: dict[str, Cells]) -> dict[str, dict[str, list[Cells]]]:  # fmt: skip
    """The rows of each loan, sheet by sheet, with the people who are in it."""
    column = {t: {h.rstrip("*"): i for i, h in enumerate(head)} for t, head in heads.items()}
    found: dict[str, dict[str, list[Cells]]] = {}
    for row in sheets["借款"][2:]:
        key = row[column["借款"]["借款编号"]]
        own = {
            title: [r for r in rows[2:] if r[column[title]["借款编号"]] == key]
            for title, rows in sheets.items()
            if title not in {"客户", "地址"}
        }
        who = {r[column[t]["客户编号"]] for t in ("签约人", "担保") for r in own[t]}
        for title in ("客户", "地址"):
            own[title] = [r for r in sheets[title][2:] if r[column[title]["客户编号"]] in who]
        found[key] = own
    return found


def _renamed(head: Cells, row: Cells, suffix: str) -> Cells:
    """The row with `suffix` on every name of a party, loan, guarantee, contract or record."""
    return [
        _each(cell, suffix) if cell and _is_name(heading.rstrip("*")) else cell
        for heading, cell in zip(head, row, strict=True)
    ]


def _is_name(heading: str) -> bool:
    own = heading.endswith("编号") or heading in {"所履行的承诺", "所撤回的记录", "所确认的记录", "所同意的变更记录", "被告（客户编号，顿号隔开）", "已书面同意的担保人"}  # fmt: skip
    return own and heading not in {"文书编号", "公证债权文书编号", "委托保证合同编号"}


def _each(cell: str, suffix: str) -> str:
    return "、".join(part + suffix for part in cell.split("、"))


def _somebody(head: Cells, cells: Cells, n: int, dice: Random) -> Cells:
    """An invented person in place of a person of the examples; a company keeps its kind."""
    column = {h.rstrip("*"): i for i, h in enumerate(head)}
    made = list(cells)
    if cells[column["类型"]] != "自然人":
        made[column["名称"]] += str(n)
        return made
    _, _, name, _, number, sex, birth, phone = person(n, dice)
    new = {"名称": name, "证件号码": number, "性别": "男" if sex == "male" else "女", "出生日期": birth, "电话": phone}  # fmt: skip
    for key, value in new.items():
        if cells[column[key]]:
            made[column[key]] = value
    return made


def _shuffle(path: Path, dice: Random) -> None:
    head, *lines = path.read_text("utf-8").splitlines(keepends=True)
    dice.shuffle(lines)
    path.write_text(head + "".join(lines), "utf-8", newline="")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--loans", type=int, required=True)
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("--kinds", default="")
    parser.add_argument("--events", type=int, default=20)
    parser.add_argument("--shuffle", action="store_true")
    given = parser.parse_args()
    if given.plain:
        print(write(given.folder, given.loans, given.events, given.shuffle), "rows")
    else:
        wanted = dict(pair.split("=") for pair in given.kinds.split(",") if pair)
        shares = {name: int(many) for name, many in wanted.items()} or None
        print(write_cases(given.folder, given.loans, shares=shares), "rows")
        if given.shuffle:
            for path in sorted(given.folder.glob("*.csv")):
                _shuffle(path, Random(20260327))
