"""The press: many letters in one stream, each equal to what the archive engine makes of it."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import demo_desk
import pikepdf
import pypdfium2
import pytest
import test_canary
import test_hostile
from composed_letters import letters
from sample_document import notice, p, seal_png

from noticegen.book import Book
from noticegen.desk import Desk
from noticegen.errors import DataError, OutputError, TemplateError
from noticegen.model import CutLine, Document, Paragraph, Signature, Table
from noticegen.render import HouseStyle, content_hash, native, prepare_fonts, render
from noticegen.render.press import Press, press
from noticegen.render.presscheck import difference, furniture
from noticegen.render.pressed import Reader, Said
from noticegen.render.readback import pdf_text, pieces, squeeze
from noticegen.render.stream import Placed, Stream, extract
from noticegen.vault import Vault
from noticegen.wording.kinds import kinds

ROOT = Path(__file__).parents[1]
STYLE = HouseStyle(ROOT / "templates")
SEAL = seal_png()
DAY = date(2026, 3, 27)


def short(*blocks: Paragraph | Table | Signature, number: str = "〔2026〕催字第0001号") -> Document:
    """A letter of just these blocks."""
    return Document("test", "zh", "示例标题", "示例公司", number, blocks, issued_on=DAY)


def numbered(documents: Sequence[Document]) -> list[Document]:
    """The same letters under numbers 1, 2, 3 ..."""
    return [replace(d, number=f"〔2026〕催字第{n:04d}号") for n, d in enumerate(documents, 1)]


@cache
def archive(document: Document) -> tuple[int, tuple[str, ...], bytes]:
    """Pages, fonts and bytes as the archive engine makes it."""
    made = render(document, STYLE, ("pdf",))
    return made.pages, made.fonts, made.pdf


@pytest.fixture
def house(tmp_path: Path) -> Callable[..., HouseStyle]:
    """A copy of the house layout in which words of one file are replaced."""

    def make(name: str, old: str, new: str) -> HouseStyle:
        folder = tmp_path / "templates" / "house"
        shutil.copytree(STYLE.house, folder, dirs_exist_ok=True)
        text = (folder / name).read_text("utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), "utf-8")
        return HouseStyle(tmp_path / "templates")

    return make


def families(pdf: bytes) -> frozenset[str]:
    """The families of the fonts that the pages of a PDF use."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        reader = Reader()
        return frozenset().union(*(reader.read(page).families for page in opened.pages))


def characters(pdf: bytes) -> Counter[str]:
    """All characters of a PDF as pdfium reads them, counted."""
    return Counter(squeeze("".join(pdf_text(pdf))))


def assert_same_characters(document: Document, pressed: bytes, archived: bytes) -> None:
    """Equal counts, but for header rows that are repeated where a table breaks in one of the two."""
    heads = [squeeze("".join(b.head)) for b in document.blocks if isinstance(b, Table) and b.head]
    ours, theirs = characters(pressed), characters(archived)
    assert [Counter(), *map(Counter, heads)].count(ours - theirs) >= 1
    assert [Counter(), *map(Counter, heads)].count(theirs - ours) >= 1


# --- equal across engines ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def composed(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Document], Path, Stream]:
    """Twenty composed notices, half of them English, every third with a seal, in one stream."""
    documents = [replace(d, seal=SEAL if n % 3 else b"") for n, d in enumerate(letters(20))]
    path = tmp_path_factory.mktemp("press") / "print.pdf"
    return documents, path, press(documents, STYLE, path)


def test_composed_letters_are_the_same_from_both_engines(
    composed: tuple[list[Document], Path, Stream],
) -> None:
    """Each letter has the pages, the fonts and the characters that the archive engine gives it."""
    documents, path, stream = composed
    assert stream.left_out == ()
    for document, placed in zip(documents, stream.placed, strict=True):
        pages, fonts, pdf = archive(document)
        single = extract(path, placed)
        assert (placed.number, placed.pages) == (document.number, pages)
        assert families(single) == frozenset(fonts)
        assert_same_characters(document, single, pdf)


def test_letters_of_every_kind_are_the_same_from_both_engines(
    examples: Path, tmp_path: Path
) -> None:
    """One letter of each kind that the example desk bears, in each language: pages, fonts, characters."""
    documents = numbered(list(of_every_kind(demo_desk.imported(tmp_path / "desk", examples))))
    stream = press(documents, STYLE, tmp_path / "s.pdf")

    assert {d.kind for d in documents} == set(kinds(STYLE.templates))
    assert stream.left_out == ()
    for document, placed in zip(documents, stream.placed, strict=True):
        pages, fonts, pdf = archive(document)
        single = extract(tmp_path / "s.pdf", placed)
        assert placed.pages == pages, (document.kind, document.locale)
        assert families(single) == frozenset(fonts)
        assert_same_characters(document, single, pdf)


def of_every_kind(folder: Path) -> Iterator[Document]:
    """A letter of each kind and language, from the example cases on this desk with all their later chapters."""
    desk = Desk.open(folder, {})
    with Book.open(desk.book_url) as book:
        cases = list(book.load_many(book.loans(), desk.house, Vault(desk.evidence)))
    for file in folder.glob("book.sqlite*"):
        file.unlink()
    birds = test_canary.Aviary()
    with Book.create(desk.book_url) as book:
        list(book.apply([test_canary.canaried(c, birds, n) for n, c in enumerate(cases)], demo_desk.NOW))  # fmt: skip
        for kind, locale in test_canary.LETTERS:
            letters = test_canary.written(desk, book, kind, locale)
            yield next(letter.document for letter in letters if letter.document.number)


def test_a_seal_keeps_its_room_at_the_end_of_a_page(tmp_path: Path) -> None:
    """The seal reaches below the signature: where that no longer fits, both engines turn the page."""
    document = replace(list(letters(44, ("en",)))[-1], seal=SEAL)
    stream = press([document], STYLE, tmp_path / "s.pdf")

    assert [p.pages for p in stream.placed] == [archive(document)[0]]


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_tables_of_any_length_break_alike(locale: str, tmp_path: Path) -> None:
    """A table that goes on, with header and totals, ends and begins pages where the archive has it."""
    documents = numbered([notice(locale, n, seal=False) for n in (1, 2, 9, 18, 25, 40)])
    stream = press(documents, STYLE, tmp_path / "s.pdf")

    assert stream.left_out == ()
    for document, placed in zip(documents, stream.placed, strict=True):
        ours = [sorted(squeeze(t)) for t in pdf_text(extract(tmp_path / "s.pdf", placed))]
        theirs = [sorted(squeeze(t)) for t in pdf_text(archive(document)[2])]
        assert ours == theirs


@pytest.mark.parametrize("half", [0, 1])
def test_hostile_text_is_pressed_letter_for_letter(half: int, tmp_path: Path) -> None:
    """Every string that passes the gates stands unaltered in body, table, title and letterhead."""
    batches = test_hostile.BATCHES[half::2]
    documents = numbered([replace(test_hostile.document(b), slip=()) for b in batches])
    style = replace(STYLE, page_cap=500)
    stream = press(documents, style, tmp_path / "s.pdf")

    assert stream.left_out == ()
    ligatures = str.maketrans({"ﬁ": "fi", "ﬂ": "fl"})
    for batch, placed in zip(batches, stream.placed, strict=True):
        shown = squeeze("".join(pdf_text(extract(tmp_path / "s.pdf", placed))))
        for text in batch:
            assert squeeze(text).translate(ligatures) in shown


def test_rare_characters_are_drawn(tmp_path: Path) -> None:
    """A rare character, also one beyond the first 65,536, leaves its own picture."""
    rares = "䶮𬭎㼆一□"
    documents = numbered([short(p(rare * 9, "plain")) for rare in rares])
    stream = press(documents, STYLE, tmp_path / "s.pdf")
    with pypdfium2.PdfDocument(tmp_path / "s.pdf") as read:
        seen = {read[place.first_page - 1].render(scale=2).to_numpy().tobytes() for place in stream.placed}  # fmt: skip

    assert len(seen) == len(rares) == len(stream.placed)


# --- the stream -------------------------------------------------------------------------------------


def test_letters_stand_on_sheets_of_their_own(tmp_path: Path) -> None:
    """Each letter begins on an odd page; a blank page, not counted as its own, fills its last sheet."""
    documents = numbered([short(p("甲")), notice(seal=False), notice(instalments=40, seal=False), short(p("乙"))])  # fmt: skip
    stream = press(documents, STYLE, tmp_path / "s.pdf")
    with pypdfium2.PdfDocument(tmp_path / "s.pdf") as read:
        blank = [n for n in range(1, len(read) + 1) if not read[n - 1].get_textpage().count_chars()]

    assert [(x.first_page, x.pages) for x in stream.placed] == [(1, 1), (3, 2), (5, 3), (9, 1)]
    assert stream.pages == 10
    assert blank == [2, 8, 10]
    assert [x.content_hash for x in stream.placed] == [content_hash(d) for d in documents]
    assert stream.sha256 == hashlib.sha256((tmp_path / "s.pdf").read_bytes()).hexdigest()


def test_one_sided_letters_follow_each_other(tmp_path: Path) -> None:
    """Without padding the next letter begins on the next page."""
    with Press(STYLE, tmp_path / "s.pdf", even=False) as run:
        for document in numbered([short(p("甲")), notice(seal=False), short(p("乙"))]):
            run.add(document)
    assert run.stream is not None
    assert [(x.first_page, x.pages) for x in run.stream.placed] == [(1, 1), (2, 2), (4, 1)]
    assert run.stream.pages == 4


def test_stream_has_a_bookmark_for_each_letter(tmp_path: Path) -> None:
    """Bookmarks carry the number only, no name, and lead to the letter's first page."""
    documents = numbered([notice(name="李秘密", seal=False), short(p("乙"))])
    press(documents, STYLE, tmp_path / "s.pdf")
    with pypdfium2.PdfDocument(tmp_path / "s.pdf") as read:
        marks = [(m.get_title(), m.get_dest().get_index()) for m in read.get_toc()]

    assert marks == [("〔2026〕催字第0001号", 0), ("〔2026〕催字第0002号", 2)]


def test_stream_is_inert_and_dated_by_its_letters(tmp_path: Path) -> None:
    """No link, script or form; the only date is the letters' own; the file is private."""
    path = tmp_path / "s.pdf"
    press(numbered([notice(), notice("en")]), STYLE, path)
    with pikepdf.open(path) as opened:
        assert not {"/OpenAction", "/AA", "/AcroForm", "/Names"} & set(opened.Root.keys())
        assert all("/Annots" not in page and "/AA" not in page for page in opened.pages)
        assert str(opened.docinfo["/CreationDate"]).startswith("D:20260327000000")
        assert "/ModDate" not in opened.docinfo
    assert path.stat().st_mode & 0o777 == 0o600


def test_seals_are_kept_once(tmp_path: Path) -> None:
    """Twelve letters with the same seal hold one picture of it, in its own pixels, under the words."""
    path = tmp_path / "s.pdf"
    stream = press(numbered([notice(name=f"李示例{n}") for n in "甲乙丙丁" * 3]), STYLE, path)
    with pikepdf.open(path) as opened:
        images = {x.objgen: x for page in opened.pages for x in page.get_images().values()}
        ((width, height),) = {(int(x.Width), int(x.Height)) for x in images.values()}
    with pypdfium2.PdfDocument(extract(path, stream.placed[0])) as read:
        pressed = read[1].render(scale=1).to_numpy().astype(int)
    with pypdfium2.PdfDocument(archive(notice(name="李示例甲"))[2]) as read:
        archived = read[1].render(scale=1).to_numpy().astype(int)

    assert (len(images), width, height) == (1, 496, 496)
    rows, columns = [], []
    for picture in (pressed, archived):
        red = (abs(picture[:, :, 0] - picture[:, :, 2]) > 80).nonzero()
        rows.append((red[0].min(), red[0].max()))
        columns.append((red[1].min(), red[1].max()))
    assert all(abs(a - b) <= 1 for a, b in zip(rows[0], rows[1], strict=True))
    assert all(abs(a - b) <= 1 for a, b in zip(columns[0], columns[1], strict=True))


def test_picture_beside_the_layout_is_shown(house: Callable[..., HouseStyle], tmp_path: Path) -> None:  # fmt: skip
    """asset:NAME shows a picture of the layout's folder, of any proportions; a link out of it does not."""
    style = house("letter.html", "<main>", '<main><img src="asset:logo.png" alt="logo" style="width:9mm">')  # fmt: skip
    (style.house / "logo.png").write_bytes(seal_png(40))
    stream = press([short(p("甲"))], style, tmp_path / "s.pdf")
    assert stream.left_out == ()
    (style.house / "logo.png").unlink()
    (style.house / "logo.png").symlink_to(ROOT / "README.md")

    with pytest.raises(TemplateError, match="loads something"):
        press([short(p("甲"))], style, tmp_path / "t.pdf")
    assert not (tmp_path / "t.pdf").exists()


def test_same_bytes_everywhere(tmp_path: Path) -> None:
    """Hash seed, time zone, locale, folder and time of day change no byte of stream or letter."""
    program = (
        "import sys, hashlib;"
        f"sys.path[:0] = [{str(ROOT / 'src')!r}, {str(ROOT / 'tests')!r}];"
        "from pathlib import Path; from composed_letters import letters; from sample_document import seal_png;"
        "from noticegen.render import HouseStyle; from noticegen.render.press import press;"
        "from noticegen.render.stream import extract; path = Path(sys.argv[1]);"
        f"made = press(letters(6, seal=seal_png()), HouseStyle(Path({str(ROOT / 'templates')!r})), path);"
        "print(made.sha256, [hashlib.sha256(extract(path, x)).hexdigest() for x in made.placed])"
    )
    seen = set()
    for seed, zone, lang in (("0", "Asia/Shanghai", "C"), ("77", "America/Los_Angeles", "C.UTF-8")):
        folder = tmp_path / seed
        folder.mkdir()
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": lang}
        done = subprocess.run(
            [sys.executable, "-c", program, str(folder / "s.pdf")], env=environment, cwd=folder,
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        assert done.stderr == ""
        seen.add(done.stdout)

    assert len(seen) == 1 and len(seen.pop()) > 6 * 64


def test_what_was_pressed_before_leaves_no_trace(tmp_path: Path) -> None:
    """A stream made after another in the same process has the bytes it would have had alone."""
    documents = numbered([notice(), notice("en", 3)])
    first = press(documents, STYLE, tmp_path / "a.pdf")
    press(numbered([notice(name="䶮𬭎"), notice("zh", 30)]), STYLE, tmp_path / "b.pdf")

    assert press(documents, STYLE, tmp_path / "c.pdf").sha256 == first.sha256


# --- a single letter --------------------------------------------------------------------------------


def test_extracted_letter_is_that_letter_alone(
    composed: tuple[list[Document], Path, Stream],
) -> None:
    """It has the words of its document and of no other, its title is its number, and it is inert."""
    documents, path, stream = composed
    for n in (0, 7, 19):
        single = extract(path, stream.placed[n])
        assert single == extract(path, stream.placed[n])
        text = squeeze("".join(pdf_text(single)))
        assert documents[n].number in text
        assert not [d.number for d in documents if d.number != documents[n].number and d.number in text]  # fmt: skip
        with pikepdf.open(io.BytesIO(single)) as opened:
            assert str(opened.docinfo["/Title"]) == documents[n].number
            assert "/Outlines" not in opened.Root


# --- what is refused, and what is left out ----------------------------------------------------------


def test_drafts_are_not_pressed(tmp_path: Path) -> None:
    """A document without a number, or with a watermark, is a mistake of the caller."""
    with Press(STYLE, tmp_path / "s.pdf") as run:
        for draft in (notice(draft=True, seal=False), replace(short(p("甲")), watermark="草稿")):
            with pytest.raises(ValueError, match="draft"):
                run.add(draft)
    assert run.stream == Stream("", 0, (), ())
    assert not (tmp_path / "s.pdf").exists()


def test_refused_letter_leaves_the_stream_as_it_was(tmp_path: Path) -> None:
    """A letter that cannot be printed raises; the ones around it make the stream they make without it."""
    good = numbered([notice(seal=False), notice("en", seal=False)])
    alone = press(good, STYLE, tmp_path / "a.pdf")
    with Press(STYLE, tmp_path / "b.pdf") as run:
        run.add(good[0])
        with pytest.raises(DataError, match=r"U\+1F600"):
            run.add(short(p("李😀")))
        with pytest.raises(TemplateError, match="the cap is"):
            run.add(short(*(p("甲\n" * 40) for _ in range(50))))
        run.add(good[1])

    assert run.stream is not None
    assert run.stream.sha256 == alone.sha256


def test_nothing_is_written_if_the_block_fails(tmp_path: Path) -> None:
    """An error inside the `with` leaves no file; another file under the name is never overwritten."""
    path = tmp_path / "s.pdf"
    with pytest.raises(KeyError), Press(STYLE, path) as run:
        run.add(notice(seal=False))
        raise KeyError
    assert not path.exists()
    path.write_bytes(b"another")

    with pytest.raises(OutputError):
        press([notice(seal=False)], STYLE, path)
    assert path.read_bytes() == b"another"


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="asset:missing.png" alt="">',
        '<img src="file:///etc/hostname" alt="">',
        '<img src="http://127.0.0.1:9/x.png" alt="">',
        '<img src="x.png" alt="">',
        '<img src="/etc/hostname" alt="">',
        '<img src="asset:../../../etc/hostname" alt="">',
        '<img src="asset:letter.css" alt="">',
        '<img src="data:image/png;base64,AAAA" alt="">',
        '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">',
        '<style>@import "file:///etc/hostname";</style>',
        "<style>p{background:url(http://127.0.0.1:9/x.png)}</style>",
        "<style>@font-face{font-family:X;src:url(file:///etc/hostname)}p{font-family:X!important}</style>",
        '<svg width="9" height="9"><image href="file:///etc/hostname" width="9" height="9"/></svg>',
        '<base href="http://127.0.0.1:9/"><img src="x.png" alt="">',
        '<a href="https://example.org/">示例</a>',
        '<a href="javascript:alert(1)">示例</a>',
    ],
)
def test_layout_can_load_nothing_else(
    markup: str, house: Callable[..., HouseStyle], tmp_path: Path
) -> None:
    """A layout that reaches for a file, the network or a link makes no stream."""
    style = house("letter.html", "<main>", f"<main>{markup}")
    with pytest.raises(TemplateError):
        press([short(p("甲", "plain"))], style, tmp_path / "s.pdf")
    assert not (tmp_path / "s.pdf").exists()


@pytest.mark.parametrize(
    ("css", "why"),
    [
        ("p.body { display: none }", "differs from the document"),
        ("td { display: none }", "differs from the document"),
        ("p.body::before { content: '甲' }", "differs from the document"),
        ("p.addressee { text-transform: uppercase }", ""),
        ("p.right { margin-left: 170mm; white-space: nowrap }", ""),
        (".signature { break-before: page }", "begins where it must not"),
        (".slip tr:nth-child(3) { display: none }", "differs from the document"),
    ],
)
def test_letter_that_differs_is_left_out_and_named(
    css: str, why: str, house: Callable[..., HouseStyle], tmp_path: Path
) -> None:
    """Words hidden, added or moved, or a page that begins with the signature: no letter is printed so,
    and the reason quotes nothing."""
    style = house("letter.css", ".watermark {", css + "\n.watermark {")
    document = notice(name="李秘密", seal=False)
    stream = press([document], style, tmp_path / "s.pdf")

    assert [x.number for x in stream.left_out] == ([document.number] if why else [])
    assert all(why in x.why.en and "秘密" not in x.why.en + x.why.zh for x in stream.left_out)


def test_text_off_the_paper_is_left_out(house: Callable[..., HouseStyle], tmp_path: Path) -> None:
    """Text that passes the edge is found from its place and width; the letter beside it is printed."""
    style = house(
        "letter.css", "p.right { text-align: right; }", "p.right { white-space: nowrap; }"
    )
    wide, fits = numbered([short(p("很长的一行" * 12, "right")), short(p("很长的一行" * 7, "right"))])  # fmt: skip
    stream = press([wide, fits], style, tmp_path / "s.pdf")

    assert [(x.number, x.why.en) for x in stream.left_out] == [(wide.number, "text runs off the paper")]  # fmt: skip
    assert [(x.number, x.first_page) for x in stream.placed] == [(fits.number, 1)]
    assert wide.number not in squeeze("".join(pdf_text((tmp_path / "s.pdf").read_bytes())))


def test_words_run_together_are_a_difference() -> None:
    """A lost blank between two words of one line counts."""
    rule = furniture(STYLE, "zh")
    said = pieces(short(p("pay within seven days", "plain")))
    page = Said("〔2026〕催字第0001号\n", frozenset(), True)
    for shown, well in (("pay within seven days", True), ("pay withinseven days", False)):
        words = f"示例公司\n{page.words}示例标题\n{shown}\n第1页共1页"
        assert (difference(said, [replace(page, words=words)], rule) is None) == well


def test_page_numbers_are_those_of_the_archive_engine() -> None:
    """Page n of N is learnt from a blank letter; another page number is a difference."""
    assert furniture(STYLE, "zh").of(3, 12) == "第3页共12页"
    assert furniture(STYLE, "en").of(3, 12) == "Page3of12"
    said = pieces(short(p("甲", "plain")))
    for last, well in (("第1页共1页", True), ("第1页共2页", False), ("", False)):
        page = Said(f"示例公司\n〔2026〕催字第0001号\n示例标题\n甲\n{last}", frozenset(), True)
        assert (difference(said, [page], furniture(STYLE, "zh")) is None) == well


TABLE = Table(
    ("甲", "乙"), (("1", "2"), ("3", "4"), ("5", "6")), (1, 1), "ll", (("合计", "7"),), "表"
)
BREAKS = [
    ("示例公司〔2026〕催字第0001号示例标题", "前文表甲乙123456合计7后文。", True),  # after the title
    ("示例公司〔2026〕催字第0001号示例标题前", "文表甲乙123456合计7后文。", True),  # within a paragraph
    ("示例公司〔2026〕催字第0001号示例标题前文", "表甲乙123456合计7后文。", True),  # before the caption
    ("示例公司〔2026〕催字第0001号示例标题前文表", "甲乙123456合计7后文。", False),
    ("示例公司〔2026〕催字第0001号示例标题前文表甲乙", "123456合计7后文。", False),
    ("示例公司〔2026〕催字第0001号示例标题前文表甲乙12", "34甲乙56合计7后文。", False),
    ("示例公司〔2026〕催字第0001号示例标题前文表甲乙12", "3456合计7甲乙后文。", True),  # header after its rows
    ("示例公司〔2026〕催字第0001号示例标题前文表甲乙12", "3456合计7后文。", True),  # no header repeated
    ("示例公司〔2026〕催字第0001号示例标题前文表甲乙123", "456合计7甲乙后文。", False),  # row split
    ("示例公司〔2026〕催字第0001号示例标题前文表甲乙123456", "合计7甲乙后文。", False),  # total alone
    ("示例公司〔2026〕催字第0001号示例标题前文表甲乙123456合计7", "后文。", True),
]  # fmt: skip


@pytest.mark.parametrize(("first", "second", "well"), BREAKS)
def test_pages_begin_only_where_the_layout_allows(first: str, second: str, well: bool) -> None:
    """A page may begin with a paragraph, within one, with a caption or a row; not with a header, first
    row, total or part of a row; the header row goes on after the rows of its table."""
    said = pieces(short(p("前文", "plain"), TABLE, p("后文。", "plain")))
    pages = [
        Said(f"{w}\n第{n}页共2页", frozenset(), True) for n, w in enumerate((first, second), 1)
    ]
    if first.endswith("标题"):
        well = False  # the first block stays with the title
    assert (difference(said, pages, furniture(STYLE, "zh")) is None) == well


def test_slip_begins_a_page_only_as_a_whole() -> None:
    """The slip may begin a page with its cut line, not with a later line."""
    slip = (CutLine("剪下"), p("回执", "heading"))
    said = pieces(replace(short(p("甲", "plain")), slip=slip))
    front = "示例公司〔2026〕催字第0001号示例标题甲"
    for first, second, well in ((front, "剪下回执", True), (front + "剪下", "回执", False)):
        pages = [Said(f"{w}第{n}页共2页", frozenset(), True) for n, w in enumerate((first, second), 1)]  # fmt: skip
        assert (difference(said, pages, furniture(STYLE, "zh")) is None) == well


# --- fonts ------------------------------------------------------------------------------------------


def test_no_other_font_gets_in(house: Callable[..., HouseStyle], tmp_path: Path) -> None:
    """A layout that asks for fonts of the system gets declared ones, whatever is installed."""
    style = house("letter.css", "font-family: var(--serif);", "font-family: 'DejaVu Sans', Arial, serif;")  # fmt: skip
    stream = press([notice(seal=False)], style, tmp_path / "s.pdf")

    used = families(extract(tmp_path / "s.pdf", Placed("x", 1, 2, "")))
    assert stream.pages == 2
    assert used and used <= prepare_fonts(STYLE).families


def test_second_list_of_fonts_needs_another_process(tmp_path: Path) -> None:
    """The engine keeps the first list it reads, so another one is refused, not silently ignored."""
    press([short(p("甲"))], STYLE, tmp_path / "s.pdf")
    with pytest.raises(TemplateError, match="one list of fonts"):
        native.plutoprint(tmp_path / "other.conf")


def test_press_opens_no_network_and_no_other_font_file(tmp_path: Path) -> None:
    """In a process of its own that may open no socket, the only font files in memory are declared ones."""
    program = (
        "import os, re, sys; sys.addaudithook(lambda e, _: e == 'socket.connect' and os._exit(9));"
        f"sys.path[:0] = [{str(ROOT / 'src')!r}, {str(ROOT / 'tests')!r}];"
        "from pathlib import Path; from sample_document import notice;"
        "from noticegen.render import HouseStyle; from noticegen.render.press import Press;"
        f"run = Press(HouseStyle(Path({str(ROOT / 'templates')!r})), Path('s.pdf'));"
        "run.add(notice());"
        "maps = Path('/proc/self/maps').read_text();"
        "print(*sorted(set(re.findall(r'/\\S+\\.(?:ttf|otf|ttc|pfb|woff2?)', maps))), sep='\\n');"
        "run.close()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True, cwd=tmp_path
    )
    declared = {str(font.path) for font in prepare_fonts(STYLE).fonts}

    assert set(done.stdout.split()) == declared
