"""What a run leaves behind: a print run a printer can use, lists that come back, a report, a manifest."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import demo_desk
import openpyxl
import pikepdf
import pypdfium2
import pytest
from batch_desk import RUN, fake_render, run, tiny_pdf
from test_waybills import as_typed

from noticegen import render
from noticegen.batch.printing import load_settings
from noticegen.batch.rows import Row, Rows, Why
from noticegen.batch.sheets import refusals
from noticegen.book import Book
from noticegen.desk import Desk, shipped
from noticegen.errors import TemplateError
from noticegen.model import EventType
from noticegen.register import Register
from noticegen.render import HouseStyle
from noticegen.render.printrun import Printed, Told, Window, print_run
from noticegen.vault import Vault
from noticegen.wording import load_kind

NOW = demo_desk.NOW
EMS = "EX000000001CN"
STYLE = HouseStyle(shipped("templates"))
WINDOW = Window("sheet", 22, 48, 90, 34, 11)
ADDRESS = ("990000", "示例省示例市示例县示范路4号", "赵六 收")


def printed(
    letters: list[Printed], window: Window = WINDOW, *, duplex: bool = True
) -> tuple[bytes, Told]:
    """The whole print run in memory."""
    told = Told(0, [])
    characters = {c for letter in letters for line in letter.address for c in line}
    return b"".join(
        print_run(letters, len(letters), STYLE, characters, window, duplex, "t", told)
    ), told


def words(pdf: bytes, page: int) -> str:
    """The text layer of a page (from 0), read by pdfium."""
    document = pypdfium2.PdfDocument(pdf)
    found = str(document[page].get_textpage().get_text_bounded())
    document.close()
    return found


# --- the print run ------------------------------------------------------------------------------------


def test_each_letter_begins_a_sheet() -> None:
    """Duplex: address sheet with a blank back, then the letter padded to an even number of pages."""
    letters = [Printed(n - 1, f"L{n}", ADDRESS, tiny_pdf(f"{n}", n)) for n in (1, 2, 3)]
    pdf, told = printed(letters)

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert 2 + 2 + 2 + 2 + 2 + 4 == len(opened.pages) == told.pages
        assert "/DuplexFlipLongEdge" == opened.Root.ViewerPreferences.Duplex
        assert [] == opened.check_pdf_syntax()


def test_one_sided_without_addresses() -> None:
    """No padding, no sheets: the pages of the letters and nothing else."""
    letters = [Printed(n - 1, f"L{n}", ADDRESS, tiny_pdf(f"{n}", n)) for n in (1, 2, 3)]
    pdf, told = printed(letters, replace(WINDOW, style="none"), duplex=False)

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert 6 == len(opened.pages) == told.pages


def test_a_bookmark_for_each_letter() -> None:
    """It names the letter and leads to its first page, past the address; many letters make a tree."""
    letters = [
        Printed(n, f"〔2026〕催字第{n:04d}号 示例{n}", ADDRESS, tiny_pdf(f"{n}", 1))
        for n in range(150)
    ]
    pdf, _ = printed(letters[::2] + letters[1::2])  # their places say in which order

    with pikepdf.open(io.BytesIO(pdf)) as opened, opened.open_outline() as outline:
        assert [letter.title for letter in letters] == [item.title for item in outline.root]
        target = outline.root[7].destination
        assert isinstance(target, pikepdf.Array)
        assert opened.pages[7 * 4 + 2].objgen == target[0].objgen
        assert 3 == len(opened.Root.Pages.Kids)
        assert 600 == int(opened.Root.Pages.Count) == len(opened.pages)


def test_the_address_stands_in_the_window() -> None:
    """Every line, a long one broken, lies within the window of the settings and can be read back."""
    long = "示例省示例市示例县示例镇" * 4 + "示范路4号"
    pdf, told = printed([Printed(0, "L", ("990000", long, "赵六 收"), tiny_pdf("1", 1))])
    document = pypdfium2.PdfDocument(pdf)
    page = document[0].get_textpage()
    found = str(page.get_text_bounded())
    boxes = [page.get_rect(n) for n in range(page.count_rects())]
    document.close()

    assert "990000" + long + "赵六收" == re.sub(r"\s", "", found)
    mm = 72 / 25.4
    assert min(b[0] for b in boxes) >= 22 * mm - 1
    assert max(b[2] for b in boxes) <= (22 + 90) * mm + 1
    assert max(b[3] for b in boxes) <= 841.89 - 48 * mm + 2
    assert min(b[1] for b in boxes) >= 841.89 - (48 + 34) * mm - 2
    assert [] == told.unaddressed


def test_an_address_that_cannot_stand_there() -> None:
    """Too long for the window, or a character no font has: no sheet, and its place is told."""
    letters = [
        Printed(0, "a", ("990000", "示" * 300, "赵六 收"), tiny_pdf("1", 1)),
        Printed(1, "b", ("\U00020bb7田路", "赵六 收"), tiny_pdf("2", 1)),
        Printed(2, "c", ADDRESS, tiny_pdf("3", 1)),
    ]
    pdf, told = printed(letters)

    assert [0, 1] == told.unaddressed
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert 2 + 2 + 4 == len(opened.pages)


def test_blanks_of_any_kind_in_an_address() -> None:
    """A wide or a no-break blank, as the import lets them in, is set as a blank; the run goes on."""
    address = ("990000", "示例省\u3000示例市\u00a0示范路4号", "赵六 收")
    pdf, told = printed([Printed(0, "a", address, tiny_pdf("1", 1))])

    assert "990000示例省示例市示范路4号赵六收" == re.sub(r"\s", "", words(pdf, 0))
    assert "示例省 示例市 示范路4号" in words(pdf, 0)
    assert [] == told.unaddressed


def test_an_address_breaks_between_words() -> None:
    """A Latin word or a number stands in one line, and no comma begins one; a word longer than the window is
    broken where it must be."""
    english = (
        "Room 3, 12 Example International Plaza Buildings, Example District, Example Municipality"
    )
    chinese = "示例省示例市示例县示例镇示例村示例路示例楼" + "、1234567号"
    unbroken = "x" * 60
    for where, least in ((english, 3), (chinese, 2), (unbroken, 2)):
        pdf, told = printed([Printed(0, "a", (where, "赵六 收"), tiny_pdf("1", 1))])
        lines = words(pdf, 0).splitlines()
        assert [] == told.unaddressed
        assert least + 1 == len(lines), lines
        assert not any(line[0] in ",，、 " for line in lines)
        if where is not unbroken:
            pieces = re.findall(r"[A-Za-z0-9]+", where)
            assert pieces == [w for line in lines for w in re.findall(r"[A-Za-z0-9]+", line)]


def test_a_stamp_where_the_page_is_empty() -> None:
    """stamp: the address goes on the letter itself; where words stand in the window it is a sheet."""
    from sample_document import notice

    real = render.render(notice(), STYLE, ("pdf",)).pdf
    stamp = replace(WINDOW, style="stamp")
    free, _ = printed([Printed(0, "a", ADDRESS, tiny_pdf("1", 1))], stamp)
    taken, _ = printed([Printed(0, "b", ADDRESS, real)], stamp)

    assert "赵六" in words(free, 0)
    with pikepdf.open(io.BytesIO(real)) as letter, pikepdf.open(io.BytesIO(taken)) as sheet:
        assert 2 + len(letter.pages) + len(letter.pages) % 2 == len(sheet.pages)
    assert "赵六" in words(taken, 0)
    assert words(real, 0) == words(taken, 2)


def test_no_stamp_over_a_picture_or_a_line() -> None:
    """Whatever is printed where the window is, not words alone: the address is on a sheet of its own."""
    stamp = replace(WINDOW, style="stamp")
    for drawn in (b"1 0 0 rg 150 600 80 80 re f", b"0 0 0 RG 1 w 0 650 m 595 650 l S"):
        with pikepdf.open(io.BytesIO(tiny_pdf("1", 1))) as pdf:
            pdf.pages[0].Contents = pdf.make_stream(drawn)
            pdf.save(letter := io.BytesIO())
        _, told = printed([Printed(0, "a", ADDRESS, letter.getvalue())], stamp)
        assert 4 == told.pages


def test_the_words_of_the_letter_are_untouched() -> None:
    """Page by page the text of a real letter is in the print run as it is in its own PDF, and looks it."""
    from sample_document import notice, seal_png

    real = render.render(replace(notice(), seal=seal_png()), STYLE, ("pdf",)).pdf
    pdf, _ = printed([Printed(0, "a", ADDRESS, real), Printed(1, "b", ADDRESS, real)])
    one, run_ = pypdfium2.PdfDocument(real), pypdfium2.PdfDocument(pdf)
    first = 2
    second = first + len(one) + len(one) % 2 + 2
    for n in range(len(one)):
        assert words(real, n) == words(pdf, first + n) == words(pdf, second + n)
        wanted = one[n].render(scale=1).to_pil().tobytes()
        assert wanted == run_[first + n].render(scale=1).to_pil().tobytes()
    one.close()
    run_.close()
    # the seal is in the file once
    assert len(pdf) < 2 * len(real)


def test_the_same_input_the_same_bytes() -> None:
    """Print runs are reproducible."""
    letters = [Printed(0, "a", ADDRESS, tiny_pdf("1", 1))]

    assert printed(letters)[0] == printed(letters)[0]


def test_a_window_off_the_paper(tmp_path: Path) -> None:
    """A window that reaches over an edge of the sheet would lose part of the address; one at the edge may."""
    text = (shipped("templates") / "print.toml").read_text("utf-8")
    for line, other, right in (
        ("left_mm = 22.0", "left_mm = 120.0", True),
        ("left_mm = 22.0", "left_mm = 120.5", False),
        ("top_mm = 48.0", "top_mm = 263.0", True),
        ("top_mm = 48.0", "top_mm = 263.5", False),
    ):
        (tmp_path / "print.toml").write_text(text.replace(line, other), "utf-8")
        with nullcontext() if right else pytest.raises(TemplateError, match=r"\[window\].*A4"):
            load_settings(tmp_path)


def test_wrong_print_settings(tmp_path: Path) -> None:
    """An unknown key or a wrong value is named, exit 4."""
    text = (shipped("templates") / "print.toml").read_text("utf-8")
    for wrong, key in ((text + "\nfont = 1\n", "window.font"), (text.replace('"sheet"', '"side"'), "window.style")):  # fmt: skip
        (tmp_path / "print.toml").write_text(wrong, "utf-8")
        with pytest.raises(TemplateError, match=key.replace(".", r"\.")):
            load_settings(tmp_path)


# --- the folder of a run ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def finished(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk after one run."""
    folder = demo_desk.imported(tmp_path_factory.mktemp("base") / "desk", examples)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(render, "render", fake_render)
        desk = Desk.open(folder, {})
        run(desk, NOW)
    yield desk


@pytest.fixture
def desk(finished: Desk, tmp_path: Path) -> Desk:
    """A copy of it."""
    shutil.copytree(finished.root, tmp_path / "d")
    return Desk.open(tmp_path / "d", {})


def folder_of(desk: Desk) -> Path:
    """The folder of the run."""
    return desk.out / "runs" / RUN


def sheet(path: Path) -> list[tuple[object, ...]]:
    """The rows of the first sheet, read by another library."""
    return list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))


def test_the_manifest_names_everything_by_hash(finished: Desk) -> None:
    """Each file of the folder and each letter, with sizes, pages and counts that are true."""
    folder = folder_of(finished)
    manifest = json.loads((folder / "manifest.json").read_bytes())

    files = {f["name"]: f["sha256"] for f in manifest["files"]}
    assert {p.name for p in folder.iterdir()} == files.keys() | {"manifest.json"}
    assert files == {n: hashlib.sha256((folder / n).read_bytes()).hexdigest() for n in files}
    assert 9 == len(manifest["letters"]) == manifest["counts"]["issued"]
    for letter in manifest["letters"]:
        data = (finished.out / f"{letter['file']}.pdf").read_bytes()
        assert hashlib.sha256(data).hexdigest() == letter["pdf_sha256"]


def test_verify_finds_a_changed_list(desk: Desk) -> None:
    """A byte changed in any file of the run, the manifest too, or a file put there, is named."""
    for name in ("print.pdf", "mail-list.xlsx", "refused.xlsx", "report.html", "manifest.json"):
        path = folder_of(desk) / name
        whole = path.read_bytes()
        path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        with Book.open(desk.book_url) as book:
            assert f"run {RUN}" in [p.where for p in Register(book).verify(desk.out)]
        path.write_bytes(whole)
    (folder_of(desk) / "more.txt").write_text("x")
    with Book.open(desk.book_url) as book:
        assert [f"file runs/{RUN}/more.txt"] == [p.where for p in Register(book).verify(desk.out)]


def test_the_mail_list(finished: Desk) -> None:
    """In posting order: recipient, phone, address, a contents line that names document and loan."""
    rows = sheet(folder_of(finished) / "mail-list.xlsx")
    first = rows[2]

    assert "请在 out 以外的副本上填写" in str(
        rows[0][0]
    )  # filled in where it lies it would be an altered file
    assert str(rows[1][9]).startswith("邮件号")
    assert (1, "赵六", "19900000004", "990000", "示例省示例市示例县示例镇示范路4号") == first[:5]
    assert "逾期催收通知书 〔2026〕催字第0001号（借款合同 示担借字第0003号）2份" == first[5]
    assert ("〔2026〕催字第0001号", "DK-0003") == first[6:8]
    assert (None, None, None) == first[9:12]
    assert 11 == len(rows)


def test_copies_agree(finished: Desk) -> None:
    """The slip, the contents line and the print run say the same: two originals, one address for both."""
    copies = load_kind(finished.templates, "overdue-notice").copies
    manifest = json.loads((folder_of(finished) / "manifest.json").read_bytes())
    with pikepdf.open(folder_of(finished) / "print.pdf") as pdf, pdf.open_outline() as outline:
        titles = [str(item.title) for item in outline.root]
        pages = len(pdf.pages)

    assert 2 == copies
    first = manifest["letters"][0]["number"]
    assert [f"{first} 赵六 DK-0003 (1/2)", f"{first} 赵六 DK-0003 (2/2)"] == titles[:2]
    assert 2 * len(manifest["letters"]) == len(titles)
    assert sum(2 + 2 * (x["pages"] + x["pages"] % 2) for x in manifest["letters"]) == pages
    assert all(
        str(row[5]).endswith("2份") for row in sheet(folder_of(finished) / "mail-list.xlsx")[2:]
    )


def test_posting_order() -> None:
    """By postcode, those without one last, then by number."""
    with Rows() as rows:
        for postcode, seq in (("200000", 1), ("", 2), ("100000", 3), ("200000", 0), ("100000", 4)):
            rows.add(Row("L", "P", "issued", postcode=postcode, seq=seq))

        assert [3, 4, 0, 1, 2] == [row.seq for row in rows.posting()]


def test_the_refusal_list(finished: Desk) -> None:
    """One line for each reason, with its cure and the first day."""
    rows = sheet(folder_of(finished) / "refused.xlsx")[2:]

    assert {"DK-0002", "DK-0004", "DK-0005"} == {r[0] for r in rows}
    assert ["S-05", "S-07", "S-09", "S-10", "X-09"] == [r[6] for r in rows if r[0] == "DK-0002"]
    assert {"2026-04-01"} == {r[9] for r in rows if r[0] == "DK-0002"}
    assert all("\n" in str(r[7]) and r[8] for r in rows)


def test_what_looks_like_a_formula_is_text() -> None:
    """A reason or a name that begins with = stays text."""
    with Rows() as rows:
        rows.add(
            Row("=1+1", "P", "refused", name="=cmd|'/c calc'!A0", why=(Why("X-01", "=2", "=2"),))
        )
        book = openpyxl.load_workbook(io.BytesIO(refusals(rows)))

        row = next(iter(book.active.iter_rows(min_row=3)))
        assert {"s"} == {row[n].data_type for n in (0, 3, 7)}


def test_the_report_stands_alone(finished: Desk) -> None:
    """Nothing is loaded from elsewhere; numbers, reasons and links are in it; a name cannot be markup."""
    page = (folder_of(finished) / "report.html").read_text("utf-8")

    assert not re.search(r"""(?:src|href)=["'](?:https?:|//)|@import|<script|url\(""", page)
    for link in re.findall(r'href="([^"]+)"', page):
        assert (folder_of(finished) / link).resolve().is_file()
    assert "<b>9</b>" in page
    assert '<b>S-05</b> 前三天每天致电 <span class="en">called each day</span>' in page
    assert "no contact on record → contact" in page
    assert "<svg" in page


def test_the_report_can_be_read_narrow_and_on_paper(finished: Desk) -> None:
    """What is wider than a window scrolls by itself, ids and days stay whole, a long reason may break
    between its parts only, and loose sheets have numbers."""
    page = (folder_of(finished) / "report.html").read_text("utf-8")

    assert 'counter(page) " / " counter(pages)' in page
    assert page.count("<table>") == page.count('<div class="wide"><table>') > 2
    assert '<div class="wide"><svg' in page
    assert '<td class="n">DK-0002</td>' in page and '<td class="n">2026-04-01</td>' in page
    assert page.count('<div class="reason"><b>') == page.count('<div class="reason">') > 5


def test_only_a_letter_that_failed_is_shown_red() -> None:
    """The tile of letters that could not be drawn is an alarm only where there are some; what is void has
    its number beside its state."""
    from noticegen.batch.report import _others, _tiles

    with Rows() as rows:
        rows.add(Row("L1", "P1", "issued"))
        assert 'class="tile bad"' not in _tiles(rows, 0)
        rows.add(Row("L2", "P2", "failed", number="〔2026〕催字第0002号"))
        assert 'class="tile bad"><b>1</b>' in _tiles(rows, 0)
        assert '<span class="en">not drawn</span><div>〔2026〕催字第0002号</div></td>' in _others(
            rows
        )


def test_a_loan_with_one_letter_issued_counts_as_issued() -> None:
    """In the picture of ages a loan stands once: with a letter when one of its letters was issued."""
    with Rows() as rows:
        rows.add(Row("L1", "P1", "already", total=100, days=8))
        rows.add(Row("L1", "P2", "issued", total=100, days=8))
        rows.add(Row("L2", "P3", "already", total=7, days=9))

        assert [("already", 1, 1, 7), ("issued", 1, 1, 100)] == rows.ageing((0, 7, 15))


def test_several_loans_of_one_debtor_are_told() -> None:
    """Two loans of one person are a line; two debtors of one loan are none."""
    with Rows() as rows:
        rows.add(Row("L,1", "P1", "issued", name="张三", debtor="resident_id:1"))
        rows.add(Row("L2", "P9", "refused", name="张三", debtor="resident_id:1"))
        rows.add(Row("L3", "P3", "issued", name="李四", debtor="resident_id:2"))
        rows.add(Row("L3", "P4", "issued", name="王五", debtor="resident_id:3"))

        assert [("张三", ["L,1", "L2"])] == list(rows.shared_debtors())


def test_markup_in_names_is_shown(finished: Desk) -> None:
    """The report escapes what comes from data."""
    from noticegen.batch.report import _debtors

    with Rows() as rows:
        for loan in ("L1", "L2"):
            rows.add(Row(loan, "P", "issued", name="<b>x</b>&", debtor="d"))

        assert "&lt;b&gt;x&lt;/b&gt;&amp;" in _debtors(rows)


# --- the mail list comes back -------------------------------------------------------------------------


def filled(desk: Desk, tmp_path: Path, cells: Mapping[int, tuple[object, ...]]) -> Path:
    """The mail list with (waybill, posted, tracking) in these lines, saved by another program."""
    book = openpyxl.load_workbook(folder_of(desk) / "mail-list.xlsx")
    for line, values in cells.items():
        for n, value in enumerate(values):
            book.active.cell(line, 10 + n, value)
    folder = tmp_path / "back"
    folder.mkdir(exist_ok=True)
    book.save(folder / "list.xlsx")
    shutil.copy(desk.root / "examples" / "evidence" / "DK-0007-01-photo.png", folder / "track.png")
    return folder / "list.xlsx"


def numbers(desk: Desk) -> dict[str, str]:
    """Number → state of the document."""
    from noticegen import service

    with Book.open(desk.book_url) as book:
        return {
            e.number: service.state_of(book.load(e.loan, desk.house, Vault(desk.evidence)), e)
            for e in Register(book).list()
        }


def test_the_filled_list_is_dispatch(desk: Desk, tmp_path: Path) -> None:
    """Lines with a waybill are dispatched, with tracking as proof; the others stay issued; twice is once."""
    path = filled(desk, tmp_path, {3: ("EX000000001CN", "2026-03-27 13:30", "track.png"), 4: ("EX000000002CN", NOW.replace(tzinfo=None))})  # fmt: skip
    later = NOW + timedelta(hours=3)
    assert 0 == demo_desk.run(desk.root, "import", str(path), now=later)
    with Book.open(desk.book_url) as book:
        size = Register(book).checkpoint().size
    assert 0 == demo_desk.run(desk.root, "import", str(path), now=later)

    found = numbers(desk)
    assert 2 == [*found.values()].count("dispatched")
    assert "dispatched" == found["〔2026〕催字第0001号"]
    with Book.open(desk.book_url) as book:
        assert size == Register(book).checkpoint().size
        (sent,) = book.load("DK-0003", desk.house, Vault(desk.evidence)).of(EventType.DISPATCHED)
    assert ("EX000000001CN", "赵六") == (sent.details["waybill"], sent.details["to"])
    assert "示担借字第0003号" in sent.details["contents"]
    assert ["tracking"] == [file.kind for file in sent.evidence]


def test_faulty_lines_are_told(
    desk: Desk, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Each with its row and the cure, exit 3; nothing is recorded of it, and the other lines go on."""
    day = "2026-03-27 13:30"
    lines = {
        3: ((EMS, "", ""), "the time of posting is missing"),
        4: ((EMS, day, "none.png"), "there is no tracking file none.png"),
        5: ((EMS, day, "../d/noticegen.toml"), "there is no tracking file"),
        6: ((EMS, "2026-03-26 13:30", ""), "before the day of issue"),
        7: ((EMS, "2026-03-28 13:30", ""), "in the future"),
        8: ((EMS, "soon", ""), "交寄时间 cannot be read"),
        9: (("未寄", day, ""), "the waybill does not look like one"),
        10: ((1234567890123456, day, ""), "a number of more than 15 digits"),
    }
    cells = {n: cells for n, (cells, _) in lines.items()}
    path = filled(desk, tmp_path, cells | {11: ("EX000000009CN", day, "")})
    assert 3 == demo_desk.run(desk.root, "import", str(path))

    told = capfd.readouterr().out
    for n, (_, why) in lines.items():
        assert re.search(rf"✗ {n} 〔2026〕催字第\d{{4}}号: .*{re.escape(why)}.* — .+", told)
    assert "1 on record as dispatched, 8 lines with faults" in told
    assert 1 == [*numbers(desk).values()].count("dispatched")


@pytest.mark.parametrize("before", [True, False], ids=["as typed", "tidied"])
def test_a_waybill_told_by_hand_is_that_of_the_list(
    desk: Desk, tmp_path: Path, capfd: pytest.CaptureFixture[str], before: bool
) -> None:
    """A waybill that `dispatched` recorded for another addressee, spelled as somebody typed it, is
    found when a list names it; recorded before waybills were tidied as well."""
    first, second = list(numbers(desk))[:2]
    words = (
        "dispatched",
        first,
        "--method",
        "ems",
        "--to",
        "赵六",
        "--waybill",
        "ex 0000-0000 1cn",
    )
    with as_typed() if before else nullcontext():
        assert 0 == demo_desk.run(desk.root, *words)
    path = filled(desk, tmp_path, {4: ("EX000000001CN", "2026-03-27 13:30")})
    capfd.readouterr()
    assert 3 == demo_desk.run(desk.root, "import", str(path))
    assert f"the waybill stands for another addressee already ({first})" in capfd.readouterr().out
    assert ("dispatched", "issued") == (numbers(desk)[first], numbers(desk)[second])


def slipped(path: Path, *swaps: tuple[int, int, int]) -> None:
    """(column, line, line): two cells change places, as when a list is sorted by half its columns."""
    book = openpyxl.load_workbook(path)
    for column, one, other in swaps:
        first, second = book.active.cell(one, column), book.active.cell(other, column)
        first.value, second.value = second.value, first.value
    book.save(path)


def test_lines_that_belong_to_another(
    desk: Desk, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Number, name and contents line belong together, and a waybill stands for one addressee: in this
    list and in all before. Else the line is not recorded; for the same addressee it may come again."""
    posted = "2026-03-27 12:00"
    bills = {n: (f"EX00000000{n - 2}CN", posted) for n in range(3, 10)} | {10: (EMS, posted)}
    bills[9] = (EMS, posted)
    path = filled(desk, tmp_path, bills | {3: ("EX000000009CN", posted)})
    slipped(path, (7, 3, 4), (2, 5, 6), (6, 7, 8))
    assert 3 == demo_desk.run(desk.root, "import", str(path))

    told = capfd.readouterr().out
    number = sheet(path)[8][6]
    assert 4 == told.count("the recipient is not the addressee of this number")
    assert 2 == told.count("the contents line does not name this number")
    assert 1 == told.count(f"the waybill stands for another addressee already ({number})")
    assert "1 on record as dispatched, 7 lines with faults" in told
    again = filled(desk, tmp_path, {9: (EMS, "2026-03-27 12:30"), 11: (EMS, posted)})
    assert 3 == demo_desk.run(desk.root, "import", str(again))
    assert "1 on record as dispatched, 1 line with faults" in capfd.readouterr().out
    assert [number] == [n for n, state in numbers(desk).items() if state == "dispatched"]


def dispatches(desk: Desk, loan: str) -> list[str]:
    """The waybills under which the letters of a loan went out, as the log has them."""
    with Book.open(desk.book_url) as book:
        case = book.load(loan, desk.house, Vault(desk.evidence))
        return [e.details["waybill"] for e in case.of(EventType.DISPATCHED)]


def test_an_edited_line_is_no_second_posting(
    desk: Desk, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A letter on record under one waybill is not put on record under another by an edited list: the line
    is told. To another address, or once it came back, it may go out again."""
    first = filled(desk, tmp_path, {3: (EMS, "2026-03-27 12:00")})
    assert 0 == demo_desk.run(desk.root, "import", str(first))
    edited = filled(desk, tmp_path, {3: ("EX000000002CN", "2026-03-27 12:00")})
    capfd.readouterr()
    assert 3 == demo_desk.run(desk.root, "import", str(edited))
    assert f"on record as posted under {EMS} already" in capfd.readouterr().out
    assert [EMS] == dispatches(desk, "DK-0003")

    book = openpyxl.load_workbook(edited)
    book.active.cell(3, 5, "示例省示例市示例县示例镇示范路44号")
    book.save(edited)
    assert 0 == demo_desk.run(desk.root, "import", str(edited))
    assert [EMS, "EX000000002CN"] == dispatches(desk, "DK-0003")

    back = ("--to", "赵六", "--method", "ems", "--why", "原址查无此人")
    assert 0 == demo_desk.run(desk.root, "returned", "DK-0003", *back, now=NOW + timedelta(days=3))
    once_more = filled(desk, tmp_path, {3: ("EX000000003CN", "2026-03-30 15:00")})
    later = NOW + timedelta(days=4)
    assert 0 == demo_desk.run(desk.root, "import", str(once_more), now=later)
    assert [EMS, "EX000000002CN", "EX000000003CN"] == dispatches(desk, "DK-0003")


def test_a_day_without_an_hour_comes_twice(desk: Desk, tmp_path: Path) -> None:
    """The same list at noon, in the afternoon and the next day is one posting, though its day has no hour
    and had not ended yet."""
    path = filled(desk, tmp_path, {3: (EMS, "2026-03-27")})
    for hours in (0, 1, 30):
        assert 0 == demo_desk.run(desk.root, "import", str(path), now=NOW + timedelta(hours=hours))

    assert [EMS] == dispatches(desk, "DK-0003")
