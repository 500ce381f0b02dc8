"""Files as they really come: each surprise ends in a clear fault with its place, or is taken as stated.

The list is the project's own of what spreadsheets, exports and hostile files do."""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from import_data import (  # fmt: skip
    NAMES,
    ZONE,
    at,
    cell,
    check,
    codes,
    good,
    proof,
    write_csvs,
    write_json,
    write_xlsx,
)

from noticegen.errors import DataError, UsageError
from noticegen.sources import child, workbook
from noticegen.sources.workbook import UnsafeFile

Edit = Callable[[openpyxl.Workbook], None]


class Here(workbook.Reader):
    """The reader of a workbook without its process: what it says of a cell is the same, and starting
    a hundred processes takes most of the time. The process has its own tests, at the end."""

    def __init__(self, path: Path) -> None:
        self._path, self._ended, self._late = path, False, False
        self._child: Any = SimpleNamespace()
        self._read([])

    def _read(self, names: list[str]) -> None:
        self._child.stdout = io.StringIO()
        child.main(str(self._path), io.StringIO(json.dumps(names)), self._child.stdout)
        self._child.stdout.seek(0)

    def ask(self, names: list[str]) -> None:
        self._read(names)
        self._frame()

    def close(self) -> None:
        """Nothing to end."""


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workbooks are read in this process."""
    monkeypatch.setattr(workbook, "Reader", Here)


def put(sheet: str, key: str, value: Any, style: str = "General") -> Edit:
    """An edit that writes one cell of the example row."""

    def edit(book: openpyxl.Workbook) -> None:
        target = book[NAMES[sheet]][cell(sheet, key)]
        target.value = value
        target.number_format = style

    return edit


CELLS = [
    ("an ID typed as a number", put("parties", "id_number", 990001198003050014), "id_is_number", at("parties", "id_number")),
    ("a phone typed as a number", put("parties", "phone", 19900000001), "id_is_number", at("parties", "phone")),
    ("a loan id typed as a number", put("signatories", "loan", 1001), "id_is_number", at("signatories", "loan")),
    ("a postcode typed as a number", put("addresses", "postcode", 990000), "id_is_number", at("addresses", "postcode")),
    ("serial 60 as a number", put("loans", "disbursed_on", 60), "date_is_number", at("loans", "disbursed_on")),
    ("serial 60 as a date", put("parties", "birth_date", 60, "yyyy-mm-dd"), "ambiguous_date", at("parties", "birth_date")),
    ("serial 59 as a date", put("parties", "birth_date", 59, "yyyy-mm-dd"), "ambiguous_date", at("parties", "birth_date")),
    ("a day with a time", put("loans", "maturity", 46101.5, "yyyy-mm-dd hh:mm"), "date_has_time", at("loans", "maturity")),
    ("a time without a day", put("loans", "maturity", 0.5, "hh:mm"), "time_only", at("loans", "maturity")),
    ("a time of fractions", put("events", "at", 45000.99999, "yyyy-mm-dd hh:mm"), "datetime_fraction", at("events", "at")),
    ("29 February 2023", put("loans", "maturity", "2023-02-29"), "date", at("loans", "maturity")),
    ("a day the American way", put("loans", "maturity", "03/20/2026"), "date", at("loans", "maturity")),
    ("1_000", put("loans", "principal", "1_000"), "money", at("loans", "principal")),
    ("1,000.00", put("loans", "principal", "1,000.00"), "money", at("loans", "principal")),
    ("full-width digits", put("loans", "principal", "５００００"), "money", at("loans", "principal")),
    ("Arabic digits", put("loans", "principal", "٥٠٠"), "money", at("loans", "principal")),
    ("1E+3", put("loans", "principal", "1E+3"), "money", at("loans", "principal")),
    ("NaN", put("loans", "principal", "NaN"), "money", at("loans", "principal")),
    ("three decimals", put("loans", "principal", 50000.001), "money_places", at("loans", "principal")),
    ("interest computed and never rounded", put("instalments", "interest", 1634.0277777), "money_places", at("instalments", "interest")),
    ("a principal of zero", put("loans", "principal", 0), "not_positive", at("loans", "principal")),
    ("interest below zero", put("instalments", "interest", -1), "too_small", at("instalments", "interest")),
    ("a bare 6.5 as rate", put("loans", "annual_rate", 6.5), "rate", at("loans", "annual_rate")),
    ("6.5 as text", put("loans", "annual_rate", "6.5"), "rate", at("loans", "annual_rate")),
    ("a monthly rate", put("loans", "annual_rate", "5.4‰"), "rate", at("loans", "annual_rate")),
    ("true as a name", put("parties", "name", True), "not_text", at("parties", "name")),
    ("a bidi control in a name", put("parties", "name", "示\u202e例"), "text", at("parties", "name")),
    ("a private-use character", put("parties", "name", "示\ue863"), "text", at("parties", "name")),
    ("a blank after a name", put("parties", "name", "示例甲 "), "text", at("parties", "name")),
    ("an unknown word", put("loans", "kind", "其他贷款"), "enum", at("loans", "kind")),
    ("yes as 1", put("loans", "misused", 1), "bool", at("loans", "misused")),
    ("#REF!", put("loans", "principal", "#REF!"), "error_cell", at("loans", "principal")),
    ("a formula never calculated", put("loans", "principal", "=1+2"), "formula_not_calculated", at("loans", "principal")),
    ("an empty required cell", put("parties", "name", None), "required", at("parties", "name")),
    ("a wrong check digit", put("parties", "id_number", "990001198003050015"), "id_number", at("parties", "id_number")),
    ("a full-width ID", put("parties", "id_number", "９９０００１１９８００３０５００１４"), "id_number", at("parties", "id_number")),
    ("another birth date", put("parties", "birth_date", "1980-03-06"), "birth_date_differs", at("parties", "birth_date")),
    ("another sex", put("parties", "sex", "女"), "sex_differs", at("parties", "sex")),
    ("something outside the headings", put("signatories", "mark", None), "extra_cell", "签约人!3:3"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "edit", "code", "address"), CELLS, ids=[c[0] for c in CELLS])
def test_cell_is_refused_with_its_address(
    tmp_path: Path, here: None, what: str, edit: Edit, code: str, address: str
) -> None:
    """A bad cell is one fault that names it and the cure, never its value; the loan stays out."""

    def spoil(book: openpyxl.Workbook) -> None:
        edit(book)
        if code == "extra_cell":
            book[NAMES["signatories"]]["Z3"] = "note"

    with check(write_xlsx(tmp_path, spoil)) as reading:
        assert (code, address) in codes(reading)
        assert not list(reading.dossiers)
        fault = next(f for f in reading.faults if f.code == code)
        assert fault.expected.zh
        assert fault.cure.zh
        assert fault.cure.en
        for secret in ("990001198003050015", "５００００", "9900011980"):
            assert secret not in str(fault)


TAKEN = [
    ("days in four forms and cells", {"disbursed_on": "2025/9/20", "maturity": "2026.03.20", "contract_date": "2025年9月17日"}),
    ("a rate as a percentage cell", {"annual_rate": 0.065}),
    ("a rate as text", {"annual_rate": "6.5%"}),
    ("an amount as a number", {"principal": 50000}),
    ("an amount as text", {"principal": "50000.00"}),
    ("a code, a label and a number for a word", {"kind": "guaranteed", "day_basis": 360}),
]  # fmt: skip


@pytest.mark.parametrize(("what", "values"), TAKEN, ids=[t[0] for t in TAKEN])
def test_stated_forms_are_taken(
    tmp_path: Path, here: None, what: str, values: dict[str, Any]
) -> None:
    """What the data reference says is accepted gives the same loan."""

    def edit(book: openpyxl.Workbook) -> None:
        for key, value in values.items():
            put("loans", key, value)(book)

    (tmp_path / "plain").mkdir()
    with (
        check(write_xlsx(tmp_path, edit)) as reading,
        check(write_xlsx(tmp_path / "plain")) as plain,
    ):
        assert reading.faults == ()
        assert list(reading.dossiers) == list(plain.dossiers)


def test_lower_case_x_is_kept_as_capital(tmp_path: Path) -> None:
    """11010519491231002x (the standard's example) comes in with X."""
    rows = good()
    rows["parties"][0] |= {
        "id_number": "11010519491231002x",
        "sex": "female",
        "birth_date": "1949-12-31",
    }
    with check(write_csvs(tmp_path, rows)) as reading:
        (dossier,) = reading.dossiers
    assert dossier.parties[0].id_number == "11010519491231002X"


def header(sheet: str, key: str, value: Any) -> Edit:
    """An edit of a heading (first header row)."""

    def edit(book: openpyxl.Workbook) -> None:
        book[NAMES[sheet]][cell(sheet, key, 1)] = value

    return edit


def _merge(book: openpyxl.Workbook) -> None:
    book["借款"].merge_cells("B1:C1")


def _merge_body(book: openpyxl.Workbook) -> None:
    book["还款计划"].merge_cells("B3:B4")


def _title_above(book: openpyxl.Workbook) -> None:
    book["借款"].insert_rows(1, 2)
    book["借款"]["A1"] = "借款一览"


def _hide_sheet(book: openpyxl.Workbook) -> None:
    book["担保"].sheet_state = "hidden"


def _hide_row(book: openpyxl.Workbook) -> None:
    book["还款计划"].row_dimensions[3].hidden = True


def _total(book: openpyxl.Workbook) -> None:
    book["还款计划"]["B4"] = "合计"
    book["还款计划"][cell("instalments", "principal", 4)] = 50000


def _rename(book: openpyxl.Workbook) -> None:
    book["催收记录"].title = "催收纪录"


def _drop(book: openpyxl.Workbook) -> None:
    del book["还款计划"]


SHEET_FAULTS: list[tuple[str, Edit, str, str, bool]] = [
    ("merged headings", _merge, "merged_header", "借款!B1", True),
    ("merged cells in the body", _merge_body, "merged_cell", "还款计划!B3", False),
    ("a title above the header", _title_above, "header_row", "借款!3:3", True),
    ("a column twice", header("loans", "trustee", "贷款人"), "duplicate_column", at("loans", "trustee", 1), True),
    ("an unknown column", header("loans", "trustee", "受托银杭"), "unknown_column", at("loans", "trustee", 1), True),
    ("a needed column gone", header("loans", "lender", None), "missing_column", "借款!1:1", True),
    ("a hidden sheet", _hide_sheet, "hidden_sheet", "担保", True),
    ("a hidden row", _hide_row, "hidden_row", "还款计划!3:3", False),
    ("a row of totals", _total, "total_row", "还款计划!4:4", False),
    ("an unknown sheet", _rename, "unknown_sheet", "催收纪录", True),
    ("a needed sheet gone", _drop, "missing_sheet", "还款计划", True),
]  # fmt: skip


@pytest.mark.parametrize(
    ("what", "edit", "code", "address", "stops"), SHEET_FAULTS, ids=[s[0] for s in SHEET_FAULTS]
)
def test_sheet_is_refused_with_its_address(
    tmp_path: Path, here: None, what: str, edit: Edit, code: str, address: str, stops: bool
) -> None:
    """A fault of the form of a sheet is named, and keeps everything back where rows may be lost."""
    with check(write_xlsx(tmp_path, edit)) as reading:
        assert (code, address) in codes(reading)
        assert reading.stopped is stops
        if stops:
            assert list(reading.dossiers) == []
            assert reading.counts.good == 0


def test_nearest_heading_is_named(tmp_path: Path) -> None:
    """The cure for an unknown heading names the one most like it."""
    with check(write_xlsx(tmp_path, header("loans", "trustee", "受托银杭"))) as reading:
        fault = next(f for f in reading.faults if f.code == "unknown_column")
    assert "受托银行" in fault.cure.zh


def test_calculated_formula_gives_its_value(tmp_path: Path) -> None:
    """The value a spreadsheet program stored with a formula is taken."""
    path = write_xlsx(tmp_path)
    _rewrite(
        path, "xl/worksheets/sheet3.xml", lambda xml: _formula(xml, cell("loans", "principal"))
    )
    with check(path) as reading:
        assert reading.faults == ()
        (dossier,) = reading.dossiers
    assert str(dossier.loan.principal) == "50000.00"


def _formula(xml: bytes, where: str) -> bytes:
    import re

    made, n = re.subn(rb'(<c r="%s"[^>]*>)<v>' % where.encode(), rb"\1<f>25000*2</f><v>", xml)
    assert n == 1
    return made


def _rewrite(path: Path, part: str, change: Callable[[bytes], bytes]) -> None:
    """Replace one part of a workbook."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            new.writestr(name, data)


# --- CSV ----------------------------------------------------------------------------------------


def test_bom_and_line_ends_are_taken(tmp_path: Path) -> None:
    """A BOM, CR LF, CR and LF in one folder change nothing."""
    write_csvs(tmp_path, good(), "utf-8-sig")
    for name, end in (("loans", b"\r"), ("parties", b"\n")):
        path = tmp_path / f"{name}.csv"
        path.write_bytes(path.read_bytes().replace(b"\r\n", end))
    with check(tmp_path) as reading:
        assert reading.faults == ()
        assert reading.counts.good == 1


@pytest.mark.parametrize(
    ("codec", "asked", "name"),
    [("gb18030", "gbk", "沈䶮"), ("big5hkscs", "big5", "陳大文"), ("utf-16", "utf-16", "𠮷田")],
)
def test_other_encodings_must_be_named(tmp_path: Path, codec: str, asked: str, name: str) -> None:
    """Bytes that are not UTF-8 are a fault with a suggestion; named, they come in letter for letter."""
    rows = good()
    rows["parties"][0]["name"] = name
    simplified = codec == "big5hkscs"  # which cannot write the example's simplified characters
    if simplified:
        rows = {k: [{h: _traditional(v) for h, v in i.items()} for i in items] for k, items in rows.items()}  # fmt: skip
    write_csvs(tmp_path, rows, codec)
    if simplified:
        (tmp_path / "evidence" / "x.png").write_bytes(b"x")
    if codec != "utf-16":  # which says so itself with its byte order mark
        with check(tmp_path) as reading:
            assert reading.stopped
            assert {f.code for f in reading.faults if f.stops} == {"encoding"}
            assert "--encoding" in reading.faults[0].cure.en
    with check(tmp_path, encoding=asked) as reading:
        assert [f.message.zh for f in reading.faults] == []
        (dossier,) = reading.dossiers
    assert dossier.parties[0].name == name


def _traditional(value: Any) -> Any:
    """ASCII for what Big5 cannot hold."""
    if not isinstance(value, str) or value == "陳大文":
        return value
    return value if value.isascii() else "".join(c if c.isascii() else "X" for c in value).replace("/XX.png", "/x.png")  # fmt: skip


def test_utf8_is_never_read_as_something_else(tmp_path: Path) -> None:
    """UTF-8 bytes would decode as GB18030 without an error: asking for it is a fault."""
    write_csvs(tmp_path, good())
    with check(tmp_path, encoding="gb18030") as reading:
        assert {f.code for f in reading.faults if f.stops} == {"encoding_conflict"}


def test_unknown_encoding_is_a_usage_error(tmp_path: Path) -> None:
    """Only encodings that are offered are taken."""
    with pytest.raises(UsageError, match="latin"):
        check(write_csvs(tmp_path, good()), encoding="latin-1")


def _spoil(folder: Path, name: str, change: Callable[[str], str]) -> Path:
    write_csvs(folder, good())
    path = folder / f"{name}.csv"
    path.write_text(change(path.read_text("utf-8")), "utf-8", newline="")
    return folder


CSV_FAULTS: list[tuple[str, str, Callable[[str], str], str, str, bool]] = [
    ("a lost quote", "events", lambda t: t.replace("走访，", '"走访,'), "lost_quote", "events.csv:2", True),
    ("a stray quote", "events", lambda t: t.replace("走访，", '走"访'), "stray_quote", "events.csv:2", False),
    ("a NUL", "loans", lambda t: t.replace("示例银行", "示例\0银行"), "nul", "loans.csv:2", True),
    ("semicolons", "loans", lambda t: t.replace(",", ";"), "delimiter", "loans.csv:1", True),
    ("tabs", "loans", lambda t: t.replace(",", "\t"), "delimiter", "loans.csv:1", True),
    ("a sep= line", "loans", lambda t: "sep=;\r\n" + t, "sep_line", "loans.csv:1", True),
    ("a column twice", "instalments", lambda t: t.replace("interest", "principal"), "duplicate_column", "instalments.csv:1", True),
    ("a row cut short", "instalments", lambda t: t.replace(",1634.03", ""), "row_width", "instalments.csv:2", False),
    ("a row too long", "instalments", lambda t: t.replace("1634.03", "1634.03,9"), "row_width", "instalments.csv:2", False),
    ("1_000", "instalments", lambda t: t.replace("1634.03", "1_634.03"), "money", "instalments.csv:2", False),
    ("NaN", "instalments", lambda t: t.replace("1634.03", "NaN"), "money", "instalments.csv:2", False),
    ("a blank around a figure", "instalments", lambda t: t.replace("1634.03", " 1634.03"), "money", "instalments.csv:2", False),
    ("a field too long", "loans", lambda t: t.replace("示例银行", "银" * 140_000), "lost_quote", "loans.csv:2", True),
    ("a line too long", "loans", lambda t: t.rstrip() + "银" * 1_100_000, "line_too_long", "loans.csv:2", True),
    ("a line of one field", "loans", lambda t: "借款一览\r\n" + t, "header_row", "loans.csv:2", True),
    ("an empty file", "loans", lambda t: "", "no_header", "loans.csv:1", True),
]  # fmt: skip


@pytest.mark.parametrize(
    ("what", "name", "change", "code", "address", "stops"),
    CSV_FAULTS,
    ids=[c[0] for c in CSV_FAULTS],
)
def test_csv_is_refused_with_its_line(
    tmp_path: Path, what: str, name: str, change: Callable[[str], str], code: str, address: str, stops: bool
) -> None:  # fmt: skip
    """A broken CSV file is one fault with its line."""
    with check(_spoil(tmp_path, name, change)) as reading:
        assert (code, address) in codes(reading)
        assert reading.stopped is stops
        assert list(reading.dossiers) == []


def test_lost_quote_never_swallows_rows_silently(tmp_path: Path) -> None:
    """A quote lost in the first of many rows stops the import at that row, whatever follows."""
    rows = good()
    first = rows["events"][0]
    rows["events"] = [
        {**first, "id": f"E{n}", "text": "走访" if n else 'x"走访'} for n in range(200)
    ]
    write_csvs(tmp_path, rows)
    path = tmp_path / "events.csv"
    path.write_text(path.read_text("utf-8").replace('"x""走访"', '"走访'), "utf-8", newline="")
    with check(tmp_path) as reading:
        assert reading.stopped
        assert ("lost_quote", "events.csv:2") in codes(reading)


def test_single_csv_file_asks_for_the_folder(tmp_path: Path) -> None:
    """One CSV is not a portfolio."""
    write_csvs(tmp_path, good())
    with pytest.raises(DataError, match="folder"):
        check(tmp_path / "loans.csv")


def test_folder_without_csv_is_refused(tmp_path: Path) -> None:
    """An empty folder says what it should hold."""
    with pytest.raises(DataError, match="no CSV files"):
        check(tmp_path)


# --- JSON ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"principal": "50000.00"', '"principal": NaN', "NaN"),
        ('"principal": "50000.00"', '"principal": -Infinity', "NaN"),
        ('"principal": "50000.00"', '"principal": "1", "principal": "2"', "principal stands twice"),
        ('"loans"', '"loans', "not valid JSON"),
        ('{"parties"', "[" * 100_000 + '{"parties"', "not valid JSON|too deeply"),
    ],
)
def test_json_that_cannot_be_read_is_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    """NaN, Infinity, a key twice and broken JSON end the import with a reason."""
    path = write_json(tmp_path, good())
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(DataError, match=says):
        check(path)


@pytest.mark.parametrize(
    ("old", "new", "code", "address"),
    [
        ('"id_number": "990001198003050014"', '"id_number": 990001198003050014', "oversize_number", "parties[0]"),
        ('"phone": "19900000001"', '"phone": 19900000001', "id_is_number", "parties[0]"),
        ('"principal": "50000.00"', '"principal": 1e400', "money", "loans[0]"),
        ('"principal": "50000.00"', '"principal": 50000.001', "money_places", "loans[0]"),
        ('"principal": "50000.00"', '"principal": {"yuan": 1}', "nested", "loans[0]"),
        ('"name": "示例甲"', '"name": "\\ud800"', "text", "parties[0]"),
    ],
)  # fmt: skip
def test_json_values_are_refused(
    tmp_path: Path, old: str, new: str, code: str, address: str
) -> None:
    """Identifiers as numbers, huge and nested values are faults of their object."""
    path = write_json(tmp_path, good())
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with check(path) as reading:
        assert (code, address) in codes(reading)
        assert list(reading.dossiers) == []


# --- hostile workbooks --------------------------------------------------------------------------


def _zip(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def _parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _ratio(path: Path) -> None:
    _zip(path, _parts(path) | {"xl/media/x.bin": bytes(40 << 20)})


def _giant_string(path: Path) -> None:
    """A shared string of 1 GiB in a megabyte of zip."""
    head = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>'
    parts = _parts(path)
    del parts["xl/sharedStrings.xml"]
    _zip(path, parts)
    block, crc = b"A" * (1 << 24), zlib.crc32(head)
    for _ in range(64):
        crc = zlib.crc32(block, crc)
    body = _squeezed(head) + 64 * _squeezed(block) + _squeezed(b"", zlib.Z_FINISH)
    _append_raw(path, "xl/sharedStrings.xml", body, len(head) + 64 * len(block), crc)


def _squeezed(data: bytes, end: int = zlib.Z_FULL_FLUSH) -> bytes:
    """A piece of a deflate stream that can be repeated."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    return squeeze.compress(data) + squeeze.flush(end)


def _append_raw(path: Path, name: str, body: bytes, size: int, crc: int) -> None:
    """Add a member whose declared size and CRC are ours to choose."""
    with zipfile.ZipFile(path, "a") as archive:
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.header_offset = archive.start_dir
        info.compress_size, info.file_size, info.CRC = len(body), size, crc
        assert archive.fp is not None
        archive.fp.seek(archive.start_dir)
        archive.fp.write(info.FileHeader(False) + body)
        archive.start_dir = archive.fp.tell()
        archive.filelist.append(info)
        archive.NameToInfo[name] = info
        archive._didModify = True  # type: ignore[attr-defined]  # the only way to write a lie


def _liar(path: Path) -> None:
    """A part of 100 MB that says it has 100 bytes, with the CRC of those."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = squeeze.compress(b" " * (100 << 20)) + squeeze.flush()
    _append_raw(path, "xl/media/liar.xml", body, 100, zlib.crc32(b" " * 100))


def _far_cell(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book["借款"]["XFD1048576"] = "x"
    book.save(path)


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 0xFF
    path.write_bytes(data)


def _doctype(path: Path) -> None:
    _rewrite(path, "xl/sharedStrings.xml", lambda xml: xml.replace(b"<sst", b'<!DOCTYPE x [<!ENTITY a "b">]><sst'))  # fmt: skip


def _twice(path: Path) -> None:
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("xl/workbook.xml", b"<workbook/>")


HOSTILE: list[tuple[str, Callable[[Path], object], set[str]]] = [
    ("a part that shrinks 1000-fold", _ratio, {"bomb"}),
    ("a shared string of 1 GiB", _giant_string, {"too_large_unpacked"}),
    ("a part larger than it says", _liar, {"bomb"}),
    ("a cell at XFD1048576", _far_cell, {"far_cell"}),
    ("half a file", _truncate, {"damaged"}),
    ("a flipped byte", _flip, {"damaged", "bomb"}),  # more or less comes out than the part says
    ("a DOCTYPE", _doctype, {"doctype"}),
    ("a part twice", _twice, {"duplicate_part"}),
    ("macros", lambda p: _zip(p, _parts(p) | {"xl/vbaProject.bin": b"x"}) and None, {"macros"}),
    ("3,000 parts", lambda p: _zip(p, _parts(p) | {f"x/{n}": b"" for n in range(3_000)}) and None, {"too_many_parts"}),
    ("a part with ..", lambda p: _zip(p, _parts(p) | {"xl/../../x": b""}) and None, {"bad_part_name"}),
    ("an old or encrypted file", lambda p: p.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)) and None, {"old_or_encrypted"}),
    ("no zip at all", lambda p: p.write_bytes(b"loan,amount\n") and None, {"not_a_workbook"}),
    ("an empty file", lambda p: p.write_bytes(b"") and None, {"not_a_workbook"}),
    ("a zip of something else", lambda p: _zip(p, {"a.txt": b"x"}) and None, {"not_a_workbook"}),
    ("1904 days", lambda p: _rewrite(p, "xl/workbook.xml", lambda x: x.replace(b"<workbookPr ", b'<workbookPr date1904="1" ')), {"epoch_1904"}),
    ("XML that breaks off", lambda p: _rewrite(p, "xl/worksheets/sheet3.xml", lambda x: x[: len(x) // 2]), {"damaged"}),
]  # fmt: skip


def _cpu() -> float:
    """Seconds of work so far, of this process and its children: a busy machine changes nothing."""
    own, below = (resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + below.ru_utime + below.ru_stime


@pytest.mark.parametrize(("what", "spoil", "reasons"), HOSTILE, ids=[h[0] for h in HOSTILE])
def test_hostile_workbook_is_refused(
    tmp_path: Path, what: str, spoil: Callable[[Path], None], reasons: set[str]
) -> None:
    """Bombs and broken files are refused whole, with the reason, for under two seconds of one core."""
    path = write_xlsx(tmp_path)
    spoil(path)
    start = _cpu()
    with pytest.raises(UnsafeFile) as refused:
        check(path)
    assert _cpu() - start < 2
    assert refused.value.reason in reasons
    assert refused.value.hint.zh


def test_hostile_workbooks_take_little_memory(tmp_path: Path) -> None:
    """The child that refuses the worst of them never holds 300 MiB."""
    for n, spoil in enumerate((_giant_string, _liar, _far_cell, _ratio)):
        (tmp_path / str(n)).mkdir()
        path = write_xlsx(tmp_path / str(n))
        spoil(path)
        code = (
            "import sys\nfrom noticegen.sources import child\nimport io\n"
            "child.limit_self(); out = io.StringIO()\n"
            f"child.main({str(path)!r}, io.StringIO('[]'), out)\n"
            "print(out.getvalue().strip()); print(next(x.split()[1] for x in open('/proc/self/status') if x.startswith('VmHWM')))"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        said, peak = done.stdout.strip().splitlines()[-2:]
        assert "unsafe" in said
        assert int(peak) < 300 * 1024


def test_reader_that_dies_is_a_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the native parser aborts (as on a 1 GiB string), only the child dies, and it is said."""
    monkeypatch.setattr(
        workbook, "command", lambda *_: [sys.executable, "-c", "import os; os.abort()"]
    )
    with pytest.raises(UnsafeFile) as refused:
        check(write_xlsx(tmp_path))
    assert refused.value.reason == "crashed"


def test_native_abort_is_survived(tmp_path: Path) -> None:
    """The far cell, let past our own check, aborts the parser under its memory limit: not us."""
    path = write_xlsx(tmp_path)
    _far_cell(path)
    code = (
        "import sys, io\nfrom noticegen.sources import child, sheetxml\n"
        "sheetxml.MAX_CELLS = sheetxml.MAX_COLUMNS = 1 << 60\nchild.limit_self()\n"
        f"child.main({str(path)!r}, io.StringIO('[\"借款\"]'), sys.stdout)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode != 0


def test_reader_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A child that never answers is killed when its time is up."""
    monkeypatch.setattr(
        workbook, "command", lambda *_: [sys.executable, "-c", "import time; time.sleep(60)"]
    )
    monkeypatch.setattr(workbook, "WALL_SECONDS", 0.3)
    with pytest.raises(UnsafeFile) as refused:
        check(write_xlsx(tmp_path))
    assert refused.value.reason == "timeout"


def test_limits_are_set_in_the_child() -> None:
    """The child bounds its own memory, time and core files."""
    code = "import resource as r\nfrom noticegen.sources.child import limit_self\nlimit_self()\nprint(r.getrlimit(r.RLIMIT_AS)[0], r.getrlimit(r.RLIMIT_CPU)[0], r.getrlimit(r.RLIMIT_CORE)[0])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(2 << 30), "300", "0"]
    assert resource.getrlimit(resource.RLIMIT_AS)[0] == resource.RLIM_INFINITY or ZONE


def test_an_account_that_has_less_is_given_no_more() -> None:
    """Where the account's own limits are lower they stay, and the child starts all the same."""
    code = "import resource as r\nr.setrlimit(r.RLIMIT_CPU, (305, 305)); r.setrlimit(r.RLIMIT_AS, (1 << 30, 1 << 30))\nfrom noticegen.confined import limit_self\nlimit_self()\nprint(r.getrlimit(r.RLIMIT_CPU), r.getrlimit(r.RLIMIT_AS))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"(300, 305) {(1 << 30, 1 << 30)}"


@pytest.mark.parametrize(
    ("signed", "said"), [("2026-05-01", []), ("2026-05-02", [("future", "deed_date")])]
)
def test_a_deed_of_a_day_to_come_is_refused(
    tmp_path: Path, signed: str, said: list[tuple[str, str]]
) -> None:
    """A deed of guarantee is dated today at the latest."""
    rows = good()
    rows["guarantees"][0]["deed_date"] = signed
    with check(write_json(tmp_path, rows), today=date(2026, 5, 1)) as reading:
        assert said == [(f.code, f.column) for f in reading.faults]
        assert reading.counts.good == 1 - len(said)


@pytest.mark.parametrize(
    ("second", "fault"),
    [
        (
            {"deed_no": "示担反字第0002号", "counter": False},
            [],
        ),  # he stands behind the loan as well
        ({"deed_no": "示担反字第0002号"}, []),
        ({}, ["duplicate"]),
        ({"deed_no": "示担反字第０００１号", "counter": False}, ["duplicate"]),
    ],
)
def test_a_guarantor_may_have_given_two_deeds_and_no_deed_twice(
    tmp_path: Path, second: dict[str, Any], fault: list[str]
) -> None:
    """A guarantee to the bank and a counter-guarantee to the house are two; one number is one deed (X-15)."""
    rows = good()
    rows["guarantees"].append({**rows["guarantees"][0], "id": "FD-2", **second})
    proof(tmp_path)

    assert fault == [f.code for f in check(write_json(tmp_path, rows)).faults]


def test_two_guarantors_of_one_number_are_one(tmp_path: Path) -> None:
    """The same ID under two ids of parties is refused, whatever their deeds are."""
    rows = good()
    rows["parties"].append({**rows["parties"][1], "id": "KH-3"})
    rows["addresses"].append({**rows["addresses"][1], "party": "KH-3"})
    rows["guarantees"].append(
        {**rows["guarantees"][0], "id": "FD-2", "party": "KH-3", "deed_no": "示担反字第0002号"}
    )
    proof(tmp_path)

    assert ["duplicate"] == [f.code for f in check(write_json(tmp_path, rows)).faults]


def test_evidence_is_needed_where_the_data_lies(tmp_path: Path) -> None:
    """The example's proof file is found beside the workbook."""
    path = write_xlsx(tmp_path)
    proof(tmp_path)
    with check(path) as reading:
        assert reading.counts.good == 1
