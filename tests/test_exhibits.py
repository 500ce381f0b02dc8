"""Taking in: what a file is, where pages go, the cache, texts, mails and tables, and readers that die."""

from __future__ import annotations

import email.message
import hashlib
import io
import shutil
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pikepdf
import pytest
import xlsxwriter
from docx import Document
from exhibit_files import A4, block, dark, drawn, is_whole, png, saved, sheet, text, words
from PIL import Image

from noticegen.errors import DataError
from noticegen.exhibits import Fate, Taken, intake, office, readers, take_in
from noticegen.exhibits.mail import read
from noticegen.exhibits.paper import moved, place, sane_box
from noticegen.exhibits.sniff import DOCX, UNKNOWN, XLSX, media_of
from noticegen.exhibits.taken import Unshowable
from noticegen.exhibits.texts import decoded, table_of
from noticegen.text import Text


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache for the module."""
    return tmp_path_factory.mktemp("cache")


def taken(data: bytes, folder: Path, cache: Path, name: str = "材料", locale: str = "zh") -> Taken:
    """A file taken in, its copy looked over."""
    (folder / "in").write_bytes(data)
    found = take_in(folder / "in", name, cache, locale=locale)
    is_whole(found)
    assert found.sha256 == hashlib.sha256(data).hexdigest()
    assert found.size == len(data)
    return found


# -- what a file is


@pytest.mark.parametrize(
    ("data", "media"),
    [
        (b"%PDF-1.7\n", "application/pdf"), (b"junk\n" * 20 + b"%PDF-1.4", "application/pdf"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"II*\0", "image/tiff"),
        (b"RIFF\0\0\0\0WEBP", "image/webp"), (b"GIF89a", "image/gif"), (b"\0\0\0\x18ftypmp42", "video/mp4"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"), (b"<!DOCTYPE html><p>", "text/html"),
        (b"Received: x\r\nFrom: a@b\r\n\r\nhi", "message/rfc822"), (b"Date: today\nwe met", "text/plain"),
        ("通话记录".encode("gb18030"), "text/plain"), (b"a\0b", UNKNOWN), (b"PK\x03\x04rest", "application/zip"),
        (b"PK\x03\x04 a.pdf %PDF-1.4", "application/zip"),
        (b"P6\n1 1\n255\nabc", UNKNOWN), (b"#!AMR\n", "audio/amr"),
    ],
)  # fmt: skip
def test_a_file_is_what_its_bytes_say(data: bytes, media: str, tmp_path: Path) -> None:
    """The type comes from the content, whatever the name is."""
    (tmp_path / "a.jpg").write_bytes(data)

    assert media_of(tmp_path / "a.jpg") == media


# -- where a page goes


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_the_corner_a_reader_sees_first_goes_to_the_top_left(turn: int) -> None:
    """For each turn the corner that is shown at the top left is brought to the top left of the paper."""
    corner = {0: (0, 842), 90: (0, 0), 180: (595, 0), 270: (595, 842)}[turn]
    placed = place((0, 0, 595, 842), turn)

    x, y = moved(placed.matrix, *corner)
    assert (round(x), round(y)) == (0, round(placed.paper[1]))
    assert placed.same == (turn == 0)


def test_pages_near_a4_stay_and_larger_ones_shrink() -> None:
    """Two points off A4 is A4 (included); Letter is made smaller; A5 keeps its size; wide is turned paper."""
    assert place((0, 0, A4[0] + 2, A4[1] - 2)).same
    assert not place((0, 0, A4[0] + 2.1, A4[1])).same
    assert abs(place((0, 0, 612, 792)).matrix[0] - A4[0] / 612) < 1e-9
    assert place((0, 0, 420, 595)).matrix[0] == 1
    assert place((0, 0, 1684, 1190)).paper == (A4[1], A4[0])
    assert abs(place((0, 0, 300, 400), unit=4).area[3] - A4[1]) < 30


def test_boxes_that_cannot_be_are_passed_over() -> None:
    """Turned boxes are put right; empty, endless and distant ones are passed over and it is said."""
    assert sane_box([100, 200, 0, 0]) == ((0, 0, 100, 200), True)
    assert sane_box([0, 0, 100, 200], [50, 50, 500, 500]) == ((50, 50, 100, 200), True)
    assert sane_box([0, 0, 100, 200], [300, 300, 400, 400]) == ((0, 0, 100, 200), False)
    assert sane_box([0, 0, float("nan"), 1], None) == ((0, 0, *A4), False)
    assert sane_box(None) == ((0, 0, *A4), False)


# -- the cache


def test_the_second_time_nothing_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same bytes under another name come from the cache; other bytes do not."""
    pdf = pikepdf.new()
    sheet(pdf, block(1, 1, 50, 50))
    path = saved(pdf, tmp_path / "a.pdf")
    first = take_in(path, "a", tmp_path / "cache")
    shutil.copy(path, tmp_path / "b.pdf")
    monkeypatch.setattr(readers, "ask", lambda _: pytest.fail("read again"))

    second = take_in(tmp_path / "b.pdf", "b", tmp_path / "cache")

    assert (second.copy, second.name, second.sha256) == (first.copy, "b", first.sha256)
    assert not list((tmp_path / "cache").glob(".reading*"))


def test_a_page_that_names_the_file_is_kept_for_that_name(tmp_path: Path, cache: Path) -> None:
    """The placeholder of the same bytes under another name says that name; in English, English."""
    data = b"\x00\x01unknown"

    one, two = taken(data, tmp_path, cache, "甲.dat"), taken(data, tmp_path, cache, "乙.dat", "en")

    assert one.fate is two.fate is Fate.UNSUPPORTED
    assert "甲.dat" in text(one.copy) and "本件无法在此显示" in text(one.copy)
    assert "乙.dat" in text(two.copy) and "cannot be shown here" in text(two.copy)
    assert take_in(tmp_path / "in", "甲.dat", cache).copy == one.copy


def test_a_half_written_copy_is_made_again(tmp_path: Path) -> None:
    """A copy that was cut off (by a full disk, by hand) is not taken for one."""
    (tmp_path / "in").write_bytes(png(Image.new("L", (40, 40))))
    first = take_in(tmp_path / "in", "a", tmp_path / "cache")
    whole = first.copy.read_bytes()
    first.copy.unlink()

    again = take_in(tmp_path / "in", "a", tmp_path / "cache")

    assert again.copy.read_bytes() == whole


def test_what_a_dead_process_left_makes_way(tmp_path: Path) -> None:
    """A copy without its answer, and other than ours, is replaced; a damaged answer too."""
    (tmp_path / "in").write_bytes(png(Image.new("L", (40, 40))))
    first = take_in(tmp_path / "in", "a", tmp_path / "cache")
    whole = first.copy.read_bytes()
    first.copy.write_bytes(b"%PDF- half")

    again = take_in(tmp_path / "in", "a", tmp_path / "cache")

    assert again.copy.read_bytes() == whole
    first.copy.with_suffix(".json").write_bytes(b"{")
    first.copy.write_bytes(b"other")
    assert take_in(tmp_path / "in", "a", tmp_path / "cache").copy.read_bytes() == whole


def test_a_missing_file_is_bad_data(tmp_path: Path) -> None:
    """A file that cannot be read is an error with its name, not a page."""
    with pytest.raises(DataError, match=r"gone\.pdf"):
        take_in(tmp_path / "gone.pdf", "x", tmp_path / "cache")


# -- containers


def test_a_file_of_apples_programs_shows_its_preview(tmp_path: Path, cache: Path) -> None:
    """The PDF that Pages stores in its file is shown, and it is said what it is; a container without one,
    or with one that cannot be opened, gets a page that says so."""
    pdf = pikepdf.new()
    sheet(pdf, words("PREVIEW"))
    preview = saved(pdf, tmp_path / "p.pdf").read_bytes()
    found = taken(packed({"QuickLook/Preview.pdf": preview, "index.xml": b"<x/>"}), tmp_path, cache)
    assert found.fate is Fate.REPAIRED
    assert "PREVIEW" in text(found.copy)
    assert "preview that they stored" in found.note.en
    for parts in ({"index.xml": b"<x/>"}, {"QuickLook/Preview.pdf": b"none", "index.xml": b"<x/>"}):
        assert taken(packed(parts), tmp_path, cache).fate is Fate.UNSUPPORTED


def test_an_archive_with_a_preview_in_it_is_an_archive(tmp_path: Path, cache: Path) -> None:
    """Evidence packed together, one file of it called preview.pdf: nothing of it may pass for the whole."""
    pdf = pikepdf.new()
    sheet(pdf, words("PREVIEW"))
    preview = saved(pdf, tmp_path / "p.pdf").read_bytes()
    found = taken(packed({"preview.pdf": preview, "transfer.jpg": b"x"}), tmp_path, cache)

    assert found.fate is Fate.UNSUPPORTED
    assert "PREVIEW" not in text(found.copy)


@pytest.mark.parametrize(
    ("part", "fate", "why"),
    [
        ("EncryptedPackage", Fate.ENCRYPTED, "password"),
        ("Workbook", Fate.UNSUPPORTED, "save it as PDF"),
        ("1EncryptedPackage", Fate.UNSUPPORTED, "save it as PDF"),  # in a sentence
        (
            "EncryptedPackage" + 48 * "\0" + "__properties_version1.0",
            Fate.UNSUPPORTED,
            "save it as PDF",
        ),
    ],
)
def test_an_old_office_file_is_told_from_one_with_a_password(
    part: str, fate: Fate, why: str, tmp_path: Path, cache: Path
) -> None:
    """A DOCX or XLSX with a password lies in the container of old Office files; each says what helps."""
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + part.encode("utf-16-le")
    found = taken(data, tmp_path, cache)
    assert found.fate is fate
    assert why in found.note.en


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


# -- readers that die


@pytest.mark.parametrize(
    ("code", "fate", "why"),
    [
        (-11, Fate.DAMAGED, intake.DIED),
        (-24, Fate.TOO_LARGE, intake.TOOK_LONG),
        (-14, Fate.TOO_LARGE, intake.TOOK_LONG),
        (-9, Fate.TOO_LARGE, intake.STARVED),
    ],
)
def test_a_file_that_kills_its_reader_gets_a_page(code: int, fate: Fate, why: Text, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    """A crash is damage, running out of time or memory is too large; the page says which of them it was."""
    really = readers.ask

    def ask(job: dict[str, object]) -> dict[str, object]:
        if job["why"] is None:
            raise readers.Died(code)
        return really(job)

    monkeypatch.setattr(readers, "ask", ask)
    found = taken(b"%PDF-1.7 deadly", tmp_path, tmp_path / "cache")

    assert found.fate is fate
    assert why.zh in text(found.copy)
    monkeypatch.setattr(readers, "ask", really)
    again = taken(b"%PDF-1.7 deadly", tmp_path, tmp_path / "cache")
    assert (again.fate is Fate.DAMAGED) == (code in {-9, -14, -11})  # asked anew: what it is


def test_a_reader_outlives_the_file_that_killed_its_child(tmp_path: Path) -> None:
    """A job that ends its child is answered with how it ended, and the next job is done."""
    reader = readers.Reader()
    job = _job(tmp_path)
    try:
        with pytest.raises(readers.Died) as died:
            reader.ask({**job, "out": "/nonexistent/out.pdf"})
        answer = reader.ask(job)
    finally:
        reader.close()

    assert died.value.code == 1
    assert answer["fate"] == "ok"


def _job(folder: Path) -> dict[str, object]:
    (folder / "in").write_bytes(png(Image.new("L", (40, 40))))
    return {
        "source": str(folder / "in"), "out": str(folder / "out.pdf"), "name": "a", "sha256": "0", "size": 1,
        "locale": "zh", "media": "", "why": None, "font_folders": [], "extra_fonts": [],
    }  # fmt: skip


# -- texts and tables


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "big5"])
def test_chinese_text_in_each_encoding(encoding: str) -> None:
    """The words are those that were written, in traditional characters too."""
    said = "催收通話記錄，二零二六年一月五日，撥打借款人電話，無人接聽。" if encoding == "big5" else "催收通话记录：二〇二六年一月五日拨打借款人电话，无人接听。"  # fmt: skip

    found = decoded(said.encode(encoding))

    assert found == (said, encoding)


def test_bytes_of_no_encoding_are_refused() -> None:
    """What is none of the encodings is not guessed at."""
    assert decoded(b"abc\xff\xff\xff") is None


def test_what_is_a_table() -> None:
    """Rows of one width are a table; prose with commas is none."""
    assert table_of("日期,结果\n2026-01-05,未接\n") == [["日期", "结果"], ["2026-01-05", "未接"]]
    assert table_of("a;b\n1;2\n3;4\n") == [["a", "b"], ["1", "2"], ["3", "4"]]
    assert table_of("He came, saw,\nand left, then\ncame back, again, and, stayed\n") is None
    assert table_of("one line, only") is None


def test_a_text_is_set_line_by_line(tmp_path: Path, cache: Path) -> None:
    """A GB18030 text is shown as written; tags are words; a character no font has is its code."""
    found = taken("第一行 <b>粗</b>\n第二行 😀".encode("gb18030"), tmp_path, cache)

    assert (found.fate, found.media, found.text_pages) == (Fate.OK, "text/plain", 1)
    assert text(found.copy).splitlines() == ["第一行 <b>粗</b>", "第二行 [U+1F600]"]
    assert "gb18030" in found.note.zh and "1个字符" in found.note.zh


def test_a_long_table_keeps_every_row(tmp_path: Path, cache: Path) -> None:
    """A CSV of 150 rows is set as tables whose rows are numbered as in the file; formulas stay words."""
    rows = ["编号,金额"] + [f"K{n:03},=1+{n}" for n in range(1, 150)]

    found = taken("\n".join(rows).encode(), tmp_path, cache, "流水.txt")

    said = text(found.copy)
    assert found.media == "text/csv"
    assert [f"{n + 1} K{n:03} =1+{n}" in said for n in range(1, 150)] == [True] * 149


def test_a_workbook_is_set_sheet_by_sheet(tmp_path: Path, cache: Path) -> None:
    """Values of each sheet, hidden ones too and said to be; whole numbers without a point."""
    book = openpyxl.Workbook()
    first = book.active
    first.title = "流水"
    first.append(["日期", "金额"])
    first.append([date(2026, 1, 5), 1000.5])
    first.append(["合计", 2000])
    hidden = book.create_sheet("内部")
    hidden.append(["备注"])
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "b")

    found = taken((tmp_path / "b").read_bytes(), tmp_path, cache)

    said = text(found.copy)
    assert found.media == XLSX
    assert "2 2026-01-05 1000.5" in said and "3 合计 2000" in said
    assert "内部 (隐藏的工作表)" in said and "1 备注" in said


def test_a_sheet_that_cannot_be_set_is_named(tmp_path: Path, cache: Path) -> None:
    """A sheet of a chart has no cells: it is not passed over in silence, the note says which it is."""
    book = xlsxwriter.Workbook(str(tmp_path / "b"))
    book.add_worksheet("流水").write(0, 0, "还款")
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=流水!$A$1:$A$1"})
    book.add_chartsheet("走势").set_chart(chart)
    book.close()

    found = taken((tmp_path / "b").read_bytes(), tmp_path, cache)

    assert "还款" in text(found.copy)
    assert "走势" in found.note.zh and "走势" in found.note.en
    assert "流水" not in found.note.zh


# -- mails


def _mail() -> bytes:
    message = email.message.EmailMessage()
    message["From"], message["To"] = "示例甲 <a@example.com>", "b@example.com"
    message["Date"], message["Subject"] = "Mon, 05 Jan 2026 10:00:00 +0800", "还款计划"
    message.set_content('<p>您好，<b>附件</b>为计划。<img src="http://example.com/t.png"><script>alert(1)</script></p><p>谢谢</p>', subtype="html")  # fmt: skip
    message.add_attachment(b"abc", maintype="application", subtype="pdf", filename="计划.pdf")
    return bytes(message)


def test_a_mail_is_shown_with_its_headers_and_loads_nothing(tmp_path: Path, cache: Path) -> None:
    """Headers, words, and attachments by name and hash; the remote picture is counted, not fetched."""
    found = taken(_mail(), tmp_path, cache)

    said = text(found.copy)
    assert found.media == "message/rfc822"
    assert "发件人 示例甲 <a@example.com>" in said and "主题 还款计划" in said
    assert "您好，附件为计划。" in said and "谢谢" in said and "alert" not in said
    assert "计划.pdf application/pdf 3" in said
    assert hashlib.sha256(b"abc").hexdigest() in said.replace("\r", "").replace("\n", "")
    assert "未装入外部内容1处" in found.note.zh
    assert b"example.com/t.png" not in found.copy.read_bytes()


def test_malformed_mails_are_read_as_they_stand() -> None:
    """An unknown charset, a broken encoded word and raw GBK do not stop the reading."""
    broken = read(b"From: =?x-none?B?####?=\nSubject: =?gb2312?B?u7m/7g==?=\nContent-Type: text/plain; charset=nope\n\n" + "正文".encode("gbk"))  # fmt: skip

    assert [value for _, value in broken.headers][1] == "还款"
    assert broken.body == "正文"


# -- office files


def test_a_docx_is_set_by_libreoffice_in_our_fonts(tmp_path: Path, cache: Path) -> None:
    """The words are on the page as characters, not boxes, on a machine without Chinese fonts too."""
    document = Document()
    document.add_paragraph("一" * 20)
    document.save(str(tmp_path / "d"))

    found = taken((tmp_path / "d").read_bytes(), tmp_path, cache)

    assert (found.media, found.text_pages) == (DOCX, 1)
    assert "一" * 20 in text(found.copy)
    # a box is drawn with four lines, 一 with one
    page = drawn(found.copy, scale=3)
    assert 0 < dark(page) < 20 * 32 * 8


def test_without_libreoffice_a_docx_asks_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    """Where LibreOffice is missing the file is unsupported and the note says what to install."""
    document = Document()
    document.save(str(tmp_path / "d"))
    monkeypatch.setattr(shutil, "which", lambda _: None)

    with pytest.raises(Unshowable) as refused:
        office.take(tmp_path / "d", {"out": str(tmp_path / "out.pdf"), "font_folders": []})

    assert refused.value.fate is Fate.UNSUPPORTED
    assert "apt-get install" in refused.value.why.en and "LibreOffice" in refused.value.why.zh


def test_what_a_docx_points_to_outside_is_cut(tmp_path: Path) -> None:
    """Pictures and templates elsewhere are cut before conversion; a plain hyperlink is not fetched anyway."""
    document = Document()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    document.part.relate_to("http://example.com/t.dotm", kind + "attachedTemplate", is_external=True)  # fmt: skip
    document.part.relate_to("http://example.com/page", kind + "hyperlink", is_external=True)
    document.save(str(tmp_path / "d"))

    assert office._cut_off(tmp_path / "d", tmp_path / "cut.docx")

    targets = {r._target for r in Document(str(tmp_path / "cut.docx")).part.rels.values() if r.is_external}  # fmt: skip
    assert targets == {"about:blank", "http://example.com/page"}


def test_empty_and_other_files_say_what_they_are(tmp_path: Path, cache: Path) -> None:
    """An empty file and a recording each get a page with name, type, size and hash."""
    nothing = taken(b"", tmp_path, cache, "空.pdf")
    sound = taken(b"#!AMR\n" + b"\x0c" * 50, tmp_path, cache, "通话.mp3")

    assert (nothing.fate, sound.fate) == (Fate.EMPTY, Fate.UNSUPPORTED)
    said = text(sound.copy).replace("\r\n", "")
    assert "通话.mp3" in said and "audio/amr" in said and sound.sha256 in said and "56" in said
