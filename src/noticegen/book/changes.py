"""What an import changes of a loan: the differences of rows, and what a reader is told of them.

Values are as an import file has them (50000.00 yuan, yes, 0.065); in words they have the headings of
the schema, units and names of codes. Identifiers are masked in words, as `case` shows them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as kept
from decimal import Decimal
from itertools import groupby
from typing import Literal

from noticegen import identifiers
from noticegen.book import rows
from noticegen.money import money, percent
from noticegen.schema import (
    ADDRESSES,
    GUARANTEES,
    INSTALMENTS,
    LOANS,
    PARTIES,
    SIGNATORIES,
    YES_NO,
    Column,
    Sheet,
)
from noticegen.text import Text

Act = Literal["changed", "added", "removed", "moved", "logged"]
EVENT = "event"  # `Detail.sheet` of what is new on the log
# How one row of a sheet is called, and the columns that name a row which came or went.
_ROWS: Mapping[str, tuple[Sheet, Text, tuple[str, ...]]] = {
    "loan": (LOANS, Text("借款", "loan"), ()),
    "party": (PARTIES, Text("客户", "party"), ("name",)),
    "address": (ADDRESSES, Text("地址", "address"), ("text", "source", "agreed")),
    "signatory": (SIGNATORIES, Text("签约人", "signatory"), ("role",)),
    "guarantee": (
        GUARANTEES,
        Text("担保", "guarantee"),
        (
            *("deed_name", "deed_no", "deed_date", "party", "kind", "counter", "cap"),
            *("period_months", "period_text", "maximum_amount"),
        ),
    ),
    "instalment": (INSTALMENTS, Text("还款计划", "instalment"), ("due", "principal", "interest")),
}
_IDENTITY = {"address": "text", "signatory": "party", "guarantee": "id", "instalment": "number"}
_OWNERS = frozenset({"loan", "position"})  # columns that only say whose a row is, and where
_ACTS = {"added": Text("新增", "added"), "removed": Text("删去", "removed")}
_MASKS = {
    "id_number": identifiers.mask_id,
    "phone": identifiers.mask_mobile,
    "account_number": identifiers.mask_card,
}


@dataclass(frozen=True, slots=True)
class Detail:
    """One difference: of which row (`sheet` loan, party ..., `key` its id or number, of an address its
    party and place), the field, before and after. Of a row that came or went, each field is one.

    The values are for the officer's screen; they are kept out of `repr`, and so out of logs."""

    sheet: str
    key: str
    act: Act
    field: str = ""
    old: str = kept(default="", repr=False)
    new: str = kept(default="", repr=False)

    @property
    def what(self) -> str:
        """The row: loan, party P-1, instalment 3 ..."""
        return f"{self.sheet} {self.key}".rstrip()


def of_row(sheet: str, key: str, before: rows.Row, row: rows.Row, act: Act = "changed") -> list[Detail]:  # fmt: skip
    """The fields in which two rows differ; {} for one that is not there."""
    columns = _ROWS[sheet][0]
    return [
        Detail(sheet, key, act, name, _plain(columns, name, before.get(name)), _plain(columns, name, row.get(name)))
        for name in {**before, **row}
        if name not in _OWNERS and before.get(name) != row.get(name)
    ]  # fmt: skip


def of_list(
    sheet: str, owner: str, before: Sequence[rows.Row], wanted: Sequence[rows.Row]
) -> list[Detail]:
    """The differences of the rows of one owner: a row is the same when its id is (of an address its
    text), wherever it stands; rows that changed places are said to."""
    old, new = _known_by(sheet, before), _known_by(sheet, wanted)
    details: list[Detail] = []
    for key, row in old.items():
        called = _called(sheet, owner, row)
        if key in new:
            details += of_row(sheet, called, row, new[key])
        else:
            details += of_row(sheet, called, row, {}, "removed")
    for key, row in new.items():
        if key not in old:
            details += of_row(sheet, _called(sheet, owner, row), {}, row, "added")
    if [key for key in old if key in new] != [key for key in new if key in old]:
        details.append(Detail(sheet, owner if sheet == "address" else "", "moved"))
    return details


def _known_by(sheet: str, listed: Iterable[rows.Row]) -> dict[tuple[object, int], rows.Row]:
    """The rows by what makes each the same, and how many of the same stood before it."""
    seen: Counter[object] = Counter()
    found = {}
    for row in listed:
        name = row[_IDENTITY[sheet]]
        found[name, seen[name]] = row
        seen[name] += 1
    return found


def _called(sheet: str, owner: str, row: rows.Row) -> str:
    return f"{owner}/{row['position'] + 1}" if sheet == "address" else str(row[_IDENTITY[sheet]])


def _plain(sheet: Sheet, name: str, value: object) -> str:
    """A value of the book as an import file has it."""
    if value is None:
        return ""
    form = sheet.column(name).format
    if form == "money" and isinstance(value, int):
        return str(rows.yuan(value))
    if form == "bool":
        return "yes" if value else "no"
    return str(value)


# --- in words -----------------------------------------------------------------------------------


def told(details: Iterable[Detail]) -> Iterator[Text]:
    """One line for each field that changed, and one for each row that came or went. What is new on the
    log is left out."""
    listed = (d for d in details if d.act != "logged")
    for (sheet, key, act), some in groupby(listed, lambda d: (d.sheet, d.key, d.act)):
        columns, name, _ = _ROWS[sheet]
        row = Text(f"{name.zh} {key}".rstrip(), f"{name.en} {key}".rstrip())
        if act == "moved":
            yield Text(f"{row.zh}：顺序有变", f"{row.en}: order changed")
        elif act in _ACTS:
            yield _whole(row, sheet, act, list(some))
        else:
            for one in some:
                yield _changed(row, columns.column(one.field), one)


def _whole(row: Text, sheet: str, act: Act, fields: Sequence[Detail]) -> Text:
    columns, _, naming = _ROWS[sheet]
    done = _ACTS[act]
    known = {d.field: d.old or d.new for d in fields}
    named = [
        (columns.column(key).name, _shown(columns.column(key), known[key]))
        for key in naming
        if known.get(key)
    ]
    zh = "，".join(f"{heading.zh} {value.zh}" for heading, value in named)
    en = ", ".join(f"{heading.en} {value.en}" for heading, value in named)
    return Text(f"{row.zh} {done.zh}：{zh}", f"{row.en} {done.en}: {en}")


def _changed(row: Text, column: Column, one: Detail) -> Text:
    heading, old, new = column.name, _shown(column, one.old), _shown(column, one.new)
    masked = Text("（已遮蔽）", " (masked)") if column.key in _MASKS else Text("", "")
    return Text(
        f"{row.zh}：{heading.zh} {old.zh} → {new.zh}{masked.zh}",
        f"{row.en}: {heading.en} {old.en} → {new.en}{masked.en}",
    )


def _shown(column: Column, value: str) -> Text:
    """A value in words; – for none."""
    if not value:
        return Text("–", "–")
    match column.format:
        case "money":
            amount = Decimal(value)
            return Text(money(amount, "zh"), money(amount, "en"))
        case "rate":
            rate = percent(Decimal(value))
            return Text(rate, rate)
        case "bool":
            return YES_NO[value]
        case "enum" | "list":
            words = [column.words.get(code, Text(code, code)) for code in value.split(",")]
            return Text("、".join(w.zh for w in words), ", ".join(w.en for w in words))
    safe = masked(column.key, value)
    return Text(safe, safe)


def masked(field: str, value: str) -> str:
    """A value as it may stand on a screen."""
    return _MASKS[field](value) if value and field in _MASKS else value
