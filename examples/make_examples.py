"""Makes the example portfolio: a workbook and small proof files, around one day.

    python examples/make_examples.py DIR [DAY]

Everybody in it is invented: identifiers use the area code 990001, which no place has, and names
are the placeholders everybody knows (张三, 李四 …) or say that they are examples. DAY (default
2026-03-27) is the day on which the main case, DK-0003, is seven days overdue and ready. The same
day gives the same bytes.
"""

from __future__ import annotations

import struct
import sys
import zlib
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

Row = dict[str, Any]
BASE_DAY = date(2026, 3, 27)
IN_TOWN = (5, 6, 9, 12)  # loans of the smaller branch
SHEETS = (
    "parties",
    "addresses",
    "loans",
    "signatories",
    "guarantees",
    "instalments",
    "events",
    "evidence",
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def resident_id(birth: str, serial: int) -> str:
    """An identifier of area 990001 with a right check character (GB 11643)."""
    body = f"990001{birth}{serial:03d}"
    return body + "10X98765432"[sum(w * int(c) for w, c in zip(_WEIGHTS, body, strict=True)) % 11]


def picture(seed: int) -> bytes:
    """A small striped PNG: stands for a photo or a scanned slip."""
    width, height = 48, 32
    shade = [(seed * 37 + x * 5) % 200 + 30 for x in range(width)]
    rows = b"".join(b"\0" + bytes((s + y) % 256 for s in shade) for y in range(height))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows, 9))
        + chunk(b"IEND", b"")
    )


def cents(value: Decimal) -> Decimal:
    """Rounded half up to the cent."""
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


class Portfolio:
    """The rows of every sheet and the proof files, filled loan by loan."""

    def __init__(self, day: date) -> None:
        self.day = day
        self.rows: dict[str, list[Row]] = {sheet: [] for sheet in SHEETS}
        self.files: dict[str, bytes] = {}
        self._people = 0

    def ago(self, days: int) -> date:
        """The day `days` before the portfolio's day."""
        return self.day - timedelta(days=days)

    # parties

    def person(self, key: str, name: str, sex: str = "male", birth: str = "19800305") -> str:
        """A person with identifier, phone and one address agreed in the contract."""
        self._people += 1
        serial = self._people * 2 + (1 if sex == "male" else 0)
        self.rows["parties"].append(
            {
                "id": key,
                "kind": "person",
                "name": name,
                "id_kind": "resident_id",
                "id_number": resident_id(birth, serial),
                "sex": sex,
                "birth_date": date(int(birth[:4]), int(birth[4:6]), int(birth[6:])),
                "phone": f"199000000{self._people:02d}",
            }
        )
        self.address(key, f"示例省示例市示例县示例镇示范路{self._people}号")
        return key

    def company(self, key: str, name: str, code: str, representative: str) -> str:
        """A body with its unified code and legal representative."""
        self._people += 1
        self.rows["parties"].append(
            {
                "id": key,
                "kind": "company",
                "name": name,
                "id_kind": "uscc",
                "id_number": code,
                "phone": f"199000000{self._people:02d}",
                "legal_representative": representative,
                "representative_post": "执行董事",
            }
        )
        self.address(key, f"示例省示例市示例县工业园示范大道{self._people}号", source="licence")
        return key

    def address(self, key: str, text: str, source: str = "contract") -> None:
        """Where a party gets its mail."""
        self.rows["addresses"].append(
            {
                "party": key,
                "text": text,
                "source": source,
                "postcode": "990000",
                "agreed": source == "contract",
            }
        )

    # loans

    def loan(
        self, number: int, borrowers: list[str], dues: list[date], principal: str, **more: Any
    ) -> str:
        """A loan of equal principal parts falling due on `dues`, interest on what is left."""
        key = f"DK-{number:04d}"
        sum_, paid_out = Decimal(principal), more.pop("disbursed_on", dues[0] - timedelta(days=184))
        rate = Decimal(more.get("annual_rate", "0.065"))
        self.rows["loans"].append(
            {
                "id": key,
                "kind": "guaranteed",
                "contract_name": "小额担保贷款借款合同",
                "contract_no": f"示担借字第{number:04d}号",
                "contract_date": paid_out - timedelta(days=3),
                "lender": "示例银行股份有限公司示例支行",
                "principal": sum_,
                "disbursed_on": paid_out,
                "maturity": dues[-1],
                "annual_rate": rate,
                "surcharge": Decimal("0.5"),
                "day_basis": "360",
                "repayment_way": "到期一次还本付息" if len(dues) == 1 else "按期等额还本、按期付息",
                "account_name": "示例银行股份有限公司示例支行",
                "account_bank": "示例银行股份有限公司示例支行",
                "account_number": "6222000000000009",
                "rate_clause": "第四条",
                "surcharge_clause": "第九条",
                "basis_clause": "第四条",
                "due_clause": "第三条",
                "acceleration_clause": "第十条",
                "service_clause": "第十五条",
                "branch": "示例镇办事处" if number in IN_TOWN else "示例县办事处",
                "officer": "王经办",
                "booked_until": self.day,
                **more,
            }
        )
        roles = ["borrower"] + ["co_borrower"] * (len(borrowers) - 1)
        for party, role in zip(borrowers, roles, strict=True):
            self.rows["signatories"].append({"loan": key, "party": party, "role": role})
        self._schedule(key, dues, sum_, rate, paid_out)
        return key

    def _schedule(
        self, loan: str, dues: list[date], principal: Decimal, rate: Decimal, since: date
    ) -> None:
        left, part = principal, cents(principal / len(dues))
        for i, due in enumerate(dues, 1):
            pay = left if i == len(dues) else part
            interest = cents(left * rate * (due - since).days / 360)
            self.rows["instalments"].append(
                {"loan": loan, "number": i, "due": due, "principal": pay, "interest": interest}
            )
            left, since = left - pay, due

    def guarantee(self, loan: str, party: str, number: int, **more: Any) -> None:
        """A deed; by default a counter-guarantee with joint liability."""
        signed = next(row["contract_date"] for row in self.rows["loans"] if row["id"] == loan)
        self.rows["guarantees"].append(
            {
                "id": f"FD-{number:04d}",
                "loan": loan,
                "party": party,
                "counter": True,
                "kind": "joint",
                "deed_name": "反担保保证合同",
                "deed_no": f"示担反字第{number:04d}号",
                "deed_date": signed,
                "period_months": 24,
                **more,
            }
        )

    # the log

    def event(self, loan: str, day: date, hour: str, kind: str, **more: Any) -> str:
        """A dated fact, recorded twenty minutes after it happened."""
        key = f"{loan}-{sum(row['loan'] == loan for row in self.rows['events']) + 1:02d}"
        minute = int(hour[3:]) + 20
        recorded = f"{int(hour[:2]) + minute // 60:02d}:{minute % 60:02d}"
        proof, name = more.pop("proof", None), more.pop("proof_name", None)
        row = {
            "id": key,
            "loan": loan,
            "at": f"{day} {hour}",
            "type": kind,
            "recorded_at": f"{day} {recorded}",
            **more,
        }
        if kind not in ("payment", "cost"):
            row.setdefault("actors", "王经办")
        self.rows["events"].append(row)
        if proof:
            file = f"evidence/{key}-{name or proof}.png"
            self.files[file] = picture(zlib.crc32(key.encode()) % 97)
            self.rows["evidence"].append({"event": key, "loan": loan, "kind": proof, "file": file})
        return key

    def first_visit(self, loan: str, party: str, due: date, subsidised: bool = False) -> None:
        """D0: visit with two staff, the warnings, the reason, and a date asked for."""
        warned = "credit,reputation,next_loan" + (",subsidy" if subsidised else "")
        self.event(
            loan,
            due,
            "10:05",
            "visit",
            party=party,
            actors="王经办、赵协办",
            outcome="met_party",
            channel="visit",
            place="经营场所",
            trading="reduced",
            operation="照常经营，客流减少",
            cash="货款未回笼",
            warnings=warned,
            text="到经营场所走访，说明逾期后果，询问原因",
            proof="photo",
        )
        self.event(
            loan,
            due,
            "10:30",
            "reason",
            party=party,
            code="R102",
            certainty="stated",
            source="首次走访",
        )

    def calls(self, loan: str, party: str, due: date, days: tuple[int, ...] = (1, 2, 3)) -> None:
        """A call on each of these days."""
        for n in days:
            outcome = "connected_party" if n != 2 else "no_answer"
            self.event(
                loan,
                due + timedelta(days=n),
                "09:40",
                "call",
                party=party,
                channel="phone",
                outcome=outcome,
                text="提醒还款",
            )

    def second_visit(self, loan: str, party: str, due: date, guarantors: tuple[str, ...]) -> None:
        """D4: visit again and contact the counter-guarantors."""
        day = due + timedelta(days=4)
        self.event(
            loan,
            day,
            "15:10",
            "visit",
            party=party,
            actors="王经办、赵协办",
            outcome="met_party",
            channel="visit",
            place="经营场所",
            trading="reduced",
            operation="库存较多",
            cash="约定下旬回款",
            text="再次走访，核实经营与回款",
            proof="photo",
        )
        for i, guarantor in enumerate(guarantors):
            self.event(
                loan,
                day,
                f"16:{10 + 15 * i}",
                "cg_contact",
                party=guarantor,
                channel="phone",
                outcome="connected_party",
                text="告知逾期，请督促还款",
            )

    def promise(self, loan: str, party: str, day: date, by: date, amount: str) -> None:
        """A date and sum named by the customer."""
        self.event(
            loan,
            day,
            "10:40",
            "promise",
            party=party,
            amount=Decimal(amount),
            by=by,
            text="承诺还款",
        )

    def worked(
        self,
        loan: str,
        party: str,
        due: date,
        guarantors: tuple[str, ...],
        subsidised: bool = False,
    ) -> None:
        """All steps of the first seven days, as the manual wants them."""
        self.first_visit(loan, party, due, subsidised)
        self.promise(loan, party, due, due + timedelta(days=5), "5000.00")
        self.calls(loan, party, due)
        self.second_visit(loan, party, due, guarantors)
        self.authority(loan, due)

    def authority(self, loan: str, due: date) -> None:
        """The creditor's written authority to collect: without it the house may not demand payment."""
        lender = next(row["lender"] for row in self.rows["loans"] if row["id"] == loan)
        self.event(
            loan,
            due + timedelta(days=1),
            "14:00",
            "collection_authority",
            grantor=lender,
            proof="contract",
            proof_name="authority",
        )


def build(day: date = BASE_DAY) -> Portfolio:
    """The example portfolio around `day`."""
    p = Portfolio(day)
    due = p.ago(7)
    p.person("P01", "张三")
    p.person("G01", "李四")
    p.guarantee(p.loan(1, ["P01"], [day + timedelta(days=24)], "30000.00"), "G01", 1)

    p.person("P02", "王五", "female", "19850917")
    loan = p.loan(2, ["P02"], [p.ago(2)], "40000.00")
    p.guarantee(loan, "G01", 2)
    p.first_visit(loan, "P02", p.ago(2))
    p.calls(loan, "P02", p.ago(2), (1,))

    p.person("P03", "赵六")
    p.person("G03", "钱七", "female", "19780211")
    loan = p.loan(3, ["P03"], [due], "50000.00")
    p.guarantee(loan, "G03", 3)
    p.worked(loan, "P03", due, ("G03",))

    p.person("P04", "孙八")
    loan = p.loan(4, ["P04"], [due], "60000.00")
    p.guarantee(loan, "G01", 4)
    p.first_visit(loan, "P04", due)
    p.promise(loan, "P04", due, due + timedelta(days=5), "5000.00")
    p.calls(loan, "P04", due, (1, 3))
    p.second_visit(loan, "P04", due, ("G01",))
    p.authority(loan, due)

    p.person("P05", "周九")
    p.person("G05", "吴十", "female", "19820630")
    loan = p.loan(5, ["P05"], [due], "80000.00")
    p.guarantee(loan, "G03", 5)
    p.guarantee(loan, "G05", 6)
    p.worked(loan, "P05", due, ("G03",))

    p.person("P06", "郑十一", "female", "19900101")
    loan = p.loan(6, ["P06"], [p.ago(20), day + timedelta(days=70)], "20000.00")
    p.guarantee(loan, "G05", 7)
    p.first_visit(loan, "P06", p.ago(20))
    p.calls(loan, "P06", p.ago(20))
    part = next(r for r in p.rows["instalments"] if r["loan"] == loan)
    owed = (
        part["principal"]
        + part["interest"]
        + cents(part["principal"] * Decimal("0.0975") * 11 / 360)
    )
    p.event(
        loan, p.ago(9), "11:00", "payment", amount=owed, payer="郑十一", reference="示例流水0006"
    )

    p.person("P07", "冯十二")
    loan = p.loan(7, ["P07"], [due], "45000.00")
    p.guarantee(loan, "G05", 8)
    p.worked(loan, "P07", due, ("G05",))
    p.event(
        loan,
        p.ago(2),
        "16:20",
        "payment",
        amount=Decimal("8000.00"),
        payer="冯十二",
        reference="示例流水0007",
    )
    p.event(
        loan,
        p.ago(1),
        "09:15",
        "call",
        party="P07",
        channel="phone",
        outcome="connected_party",
        text="确认到账，催收余款",
    )

    p.person("P08", "陈十三", "female", "19871122")
    loan = p.loan(8, ["P08"], [due], "35000.00")
    p.guarantee(loan, "G01", 9)
    p.worked(loan, "P08", due, ("G01",))
    p.event(
        loan,
        p.ago(1),
        "17:05",
        "call",
        party="P08",
        channel="phone",
        outcome="connected_party",
        text="承诺日已过，未还款",
    )

    p.person("P09", "褚十四")
    loan = p.loan(
        9, ["P09"], [due], "100000.00", kind="entrusted", trustee="示例银行股份有限公司示例支行", lender="示例县创业担保基金中心",
        contract_name="委托贷款借款合同", account_name="示例县创业担保基金中心", account_number="6200000000000005", annual_rate="0.045",
    )  # fmt: skip
    p.guarantee(loan, "G03", 10, counter=False, deed_name="保证合同")
    p.worked(loan, "P09", due, ())

    p.person("P10", "卫十五", "female", "19930408")
    loan = p.loan(
        10,
        ["P10"],
        [due],
        "70000.00",
        subsidised=True,
        contract_name="创业担保贷款（贴息）借款合同",
    )
    p.guarantee(loan, "G05", 11)
    p.worked(loan, "P10", due, ("G05",), subsidised=True)

    p.company("C11", "示例种养专业合作社（示例）", "91990000MA000004X6", "蒋十六")
    loan = p.loan(11, ["C11"], [due], "300000.00", lender_class="bank")
    p.guarantee(loan, "G03", 12, kind="general")
    p.worked(loan, "C11", due, ("G03",))

    p.person("P12", "沈䶮")
    p.person("G12", "韩𬭎", "female", "19811213")
    loan = p.loan(12, ["P12"], [due], "52000.00")
    p.guarantee(loan, "G12", 13)
    p.worked(loan, "P12", due, ("G12",))

    p.person("P13", "杨十七")
    p.person("P14", "朱十八", "female", "19840229")
    dues = [_month(day, n) for n in range(-7, 11)]
    loan = p.loan(
        13,
        ["P13", "P14"],
        dues,
        "180000.00",
        disbursed_on=_month(day, -8),
        compound=True,
        compound_clause="第九条",
    )
    p.guarantee(loan, "G12", 14, counter=True, cap=Decimal("200000.00"))
    first = next(d for d in dues if (day - d).days < 130)
    for row in [r for r in p.rows["instalments"] if r["loan"] == loan and r["due"] < first]:
        p.event(
            loan,
            row["due"],
            "11:30",
            "payment",
            amount=row["principal"] + row["interest"],
            payer="杨十七",
        )
    for party in ("P13", "P14"):
        p.first_visit(loan, party, first)
        p.calls(loan, party, first)
        p.second_visit(loan, party, first, ("G12",))
    p.authority(loan, first)
    return p


def _month(day: date, n: int) -> date:
    """The 15th of the month `n` months from that of `day`."""
    month = day.year * 12 + day.month - 1 + n
    return date(month // 12, month % 12 + 1, 15)


def write(folder: Path, day: date = BASE_DAY) -> Path:
    """Write the workbook and its proof files into `folder`; the path of the workbook."""
    from noticegen.sources.template import write_workbook

    portfolio = build(day)
    (folder / "evidence").mkdir(parents=True, exist_ok=True)
    for name, data in portfolio.files.items():
        (folder / name).write_bytes(data)
    path = folder / "portfolio.xlsx"
    path.unlink(missing_ok=True)
    write_workbook(path, portfolio.rows)
    return path


if __name__ == "__main__":
    chosen = date.fromisoformat(sys.argv[2]) if len(sys.argv) > 2 else BASE_DAY
    print(write(Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent), chosen))
