"""A seeded portfolio of N invented loans as a folder of CSV files.

    python benchmarks/make_portfolio.py DIR LOANS [--events 20] [--shuffle]

About 30 rows a loan with 20 events. Same arguments, same bytes. `--shuffle` mixes the rows of
every file, as exports without `order by` do.
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


def _shuffle(path: Path, dice: Random) -> None:
    head, *lines = path.read_text("utf-8").splitlines(keepends=True)
    dice.shuffle(lines)
    path.write_text(head + "".join(lines), "utf-8", newline="")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("loans", type=int)
    parser.add_argument("--events", type=int, default=20)
    parser.add_argument("--shuffle", action="store_true")
    given = parser.parse_args()
    print(write(given.folder, given.loans, given.events, given.shuffle), "rows")
