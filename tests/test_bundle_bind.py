"""Binding: numbers, labels, links, bookmarks, PDF/A; whatever the boxes and rotations of the pages."""

from __future__ import annotations

import gc
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from bound_samples import A4, bound, cover, fonts, sheet
from pikepdf import pdfa

from noticegen.bundle.archival import verdict
from noticegen.bundle.bind import Attachment, Part, bind
from noticegen.bundle.stamp import read_number
from noticegen.errors import TemplateError


def numbers(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as read:
        return [read_number(page) for page in read]


def picture(path: Path, page: int) -> tuple[bytes, int, int]:
    """A page as seen, one byte a pixel, a pixel a point; with its width and height."""
    with pypdfium2.PdfDocument(path) as read:
        bitmap = read[page].render(scale=1, grayscale=True)
        rows = bytes(bitmap.buffer)
        wide, high, step = bitmap.width, bitmap.height, bitmap.stride
        return b"".join(rows[y * step : y * step + wide] for y in range(high)), wide, high


def test_printed_number_page_and_label_are_one(tmp_path: Path) -> None:
    """From the very first page: what is printed at the bottom right, the place in the file, the label."""
    parts = [Part("a", "甲", sheet(tmp_path / "a.pdf", 3)), Part("b", "乙", sheet(tmp_path / "b.pdf", 2))]  # fmt: skip
    made = bound(parts, tmp_path / "v.pdf")

    assert ["1", "2", "3", "4", "5"] == numbers(made.path)
    with pikepdf.open(made.path) as pdf:
        assert ["1", "2", "3", "4", "5"] == [page.label for page in pdf.pages]
    assert {"a": "1-3", "b": "4-5"} == {name: str(span) for name, span in made.spans.items()}


def test_a_second_volume_goes_on_counting(tmp_path: Path) -> None:
    """With `first` = 41 the first page is 41 in print and label."""
    made = bound([Part("a", "甲", sheet(tmp_path / "a.pdf", 2))], tmp_path / "v.pdf", first=41)

    assert ["41", "42"] == numbers(made.path)
    with pikepdf.open(made.path) as pdf:
        assert ["41", "42"] == [page.label for page in pdf.pages]
    assert "41-42" == str(made.spans["a"])


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [None, (50, 40, 500, 700), (-100, -100, 9000, 9000)])
@pytest.mark.parametrize("grey", [None, 0.3])
def test_the_number_stands_at_the_bottom_right_as_seen(
    tmp_path: Path, turn: int, crop: tuple[float, float, float, float] | None, grey: float | None
) -> None:
    """Upright in the corner of what is shown, on every rotation and box, also on a dark page."""
    made = bound(
        [Part("a", "甲", sheet(tmp_path / "a.pdf", turn=turn, crop=crop, grey=grey))],
        tmp_path / "v.pdf",
    )
    shown, wide, high = picture(made.path, 0)
    dark = [divmod(n, wide) for n, v in enumerate(shown) if v < 60]

    assert ["1"] == numbers(made.path)
    assert dark
    assert all(wide - 90 < x < wide - 26 and high - 42 < y < high - 18 for y, x in dark)


def test_a_taken_corner_is_not_printed_on(tmp_path: Path) -> None:
    """A page with words in the corner is drawn smaller, all of it, and the number stands below."""
    words = b"1 0 0 rg 480 15 100 30 re f 0 0 1 rg 0 0 5 5 re f"
    made = bound([Part("a", "甲", sheet(tmp_path / "a.pdf", content=words))], tmp_path / "v.pdf")
    plain = bound([Part("a", "甲", sheet(tmp_path / "b.pdf"))], tmp_path / "w.pdf")
    shown, wide, high = picture(made.path, 0)
    red = [divmod(n, wide) for n, v in enumerate(shown) if 70 < v < 82 and n % wide < 500]

    assert made.smaller == (1,)
    assert plain.smaller == ()
    assert 700 < len(red)
    assert max(y for y, _ in red) < high - 42
    assert ["1"] == numbers(made.path)


def test_links_lead_to_the_first_page_of_what_they_name(tmp_path: Path) -> None:
    """`bundle:b` becomes a destination at the top of b, at the reader's zoom; nothing leads outside."""
    parts = [
        Part("a", "甲", sheet(tmp_path / "a.pdf", 2, links=("b", "c"))),
        Part("b", "乙", sheet(tmp_path / "b.pdf", 3)),
        Part("c", "丙", sheet(tmp_path / "c.pdf", turn=90)),
    ]
    made = bound(parts, tmp_path / "v.pdf")
    with pikepdf.open(made.path) as pdf:
        pages = [page.obj.objgen for page in pdf.pages]
        found = [(n.Dest[0].objgen, [str(v) for v in n.Dest[1:]]) for n in pdf.pages[0].Annots]
        actions = [n for page in pdf.pages for n in page.obj.get("/Annots", []) if "/A" in n]

    assert [pages[2], pages[5]] == [page for page, _ in found]
    assert found[0][1] == ["/XYZ", "0", "841.89", "None"]
    assert found[1][1] == ["/XYZ", "0", "0", "None"]  # the top left corner as seen
    assert actions == []
    assert [(1, "b"), (1, "c"), (2, "b"), (2, "c")] == [(n.page, n.target) for n in made.links]


def test_a_link_to_nothing_stops_the_binding(tmp_path: Path) -> None:
    """No volume is left behind when a link names no part."""
    with pytest.raises(TemplateError, match="names no part: x"):
        bound([Part("a", "甲", sheet(tmp_path / "a.pdf", links=("x",)))], tmp_path / "v.pdf")

    assert [tmp_path / "a.pdf"] == sorted(tmp_path.iterdir())


def test_a_link_into_another_volume(tmp_path: Path) -> None:
    """It goes to the file beside this one and the page in it."""
    part = Part("a", "甲", sheet(tmp_path / "a.pdf", links=("z",)))
    made = bind([part], tmp_path / "v.pdf", cover(), fonts(), inked=lambda _: (False,), elsewhere={"z": ("court-2.pdf", 6)})  # fmt: skip
    with pikepdf.open(made.path) as pdf:
        action = pdf.pages[0].Annots[0].A

        assert (str(action.S), str(action.F), int(action.D[0])) == ("/GoToR", "court-2.pdf", 6)
    assert made.archival == ()


def test_bookmarks_name_parts_and_pages(tmp_path: Path) -> None:
    """In the order of the parts, nested by level, with the pages in the title."""
    one = sheet(tmp_path / "a.pdf")
    two = sheet(tmp_path / "b.pdf", 2)
    parts = [Part("a", "封面", one), Part("g", "第一组", one), Part("x", "证据1-1 合同", two, 2), Part("y", "证据1-2 凭证", one, 2), Part("h", "第二组", one)]  # fmt: skip
    made = bound(parts, tmp_path / "v.pdf")
    with pikepdf.open(made.path) as pdf, pdf.open_outline() as outline:
        assert ["封面  1", "第一组  2", "第二组  6"] == [item.title for item in outline.root]
        assert ["证据1-1 合同  3-4", "证据1-2 凭证  5"] == [
            item.title for item in outline.root[1].children
        ]


def test_it_is_archival_and_says_what_it_is(tmp_path: Path) -> None:
    """PDF/A-2b by the checker, with language, title, bookmarks shown, and opening on page 1 at 100 %."""
    made = bound([Part("a", "甲", sheet(tmp_path / "a.pdf"))], tmp_path / "v.pdf")
    with pikepdf.open(made.path) as pdf:
        root = pdf.Root
        opening = [root.OpenAction[0].objgen, *map(str, root.OpenAction[1:])]

        assert opening == [pdf.pages[0].obj.objgen, "/XYZ", "0", "841.89", "1"]
        assert (str(root.Lang), str(root.PageMode)) == ("zh-Hans", "/UseOutlines")
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert str(pdf.docinfo["/Title"]) == "示例案卷"
        assert "示例案卷".encode() in root.Metadata.read_bytes()
    assert made.archival == ()


def test_the_same_parts_give_the_same_bytes(tmp_path: Path) -> None:
    """Bound twice, byte for byte; on another day it differs."""
    part = Part("a", "甲", sheet(tmp_path / "a.pdf", 2, grey=0.5, links=("a",)), bare=True)
    first = bound([part], tmp_path / "v.pdf", mark="草稿 DRAFT")
    again = bound([part], tmp_path / "w.pdf", mark="草稿 DRAFT")
    other = bound([part], tmp_path / "x.pdf")

    assert first.path.read_bytes() == again.path.read_bytes()
    assert first.sha256 == again.sha256 != other.sha256


def test_a_draft_shows_on_every_bare_part(tmp_path: Path) -> None:
    """The mark stands across pages that have no watermark of their own, and nowhere else."""
    blank = sheet(tmp_path / "a.pdf")
    parts = [Part("a", "甲", blank), Part("b", "乙", blank, bare=True)]
    made = bound(parts, tmp_path / "v.pdf", mark="草稿 DRAFT")
    with pypdfium2.PdfDocument(made.path) as read:
        words = [page.get_textpage().get_text_range() for page in read]

    assert "草稿" not in words[0]
    assert "草稿 DRAFT" in words[1]
    assert picture(made.path, 0)[1] == round(A4[0] + 0.5)
    assert made.archival == ()


def test_the_opening_hides_no_fault_from_the_checker(tmp_path: Path) -> None:
    """A font that is not embedded is found although the checker looks no further at an opening; an
    opening that is an action is no plain destination and is found too."""
    made = bound([Part("a", "甲", sheet(tmp_path / "a.pdf"))], tmp_path / "v.pdf")
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)  # fmt: skip
    with pikepdf.open(made.path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].obj.Resources.Font.H = pdf.make_indirect(font)
        pdf.save(tmp_path / "font.pdf")
        del pdf.pages[0].obj.Resources.Font.H
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.Named, N=pikepdf.Name.Print)
        pdf.save(tmp_path / "action.pdf")

    assert verdict(made.path, "2b") == ()
    assert "6.2.11.4.1" in verdict(tmp_path / "font.pdf", "2b")[0]
    assert verdict(tmp_path / "action.pdf", "2b") != ()


def test_natives_are_carried_in_an_archive(tmp_path: Path) -> None:
    """PDF/A-3b with the native file inside, byte for byte, as the source of what is shown."""
    native = tmp_path / "n.jpg"
    native.write_bytes(b"\xff\xd8\xff native")
    one = Attachment("1-1_n.jpg", native, "image/jpeg", "1-1 合同 / contract")
    made = bound([Part("a", "甲", sheet(tmp_path / "a.pdf"))], tmp_path / "v.pdf", flavour="3b", attached=(one,))  # fmt: skip
    with pikepdf.open(made.path) as pdf:
        assert pdf.attachments["1-1_n.jpg"].get_file().read_bytes() == native.read_bytes()
    assert made.archival == ()
    assert verdict(made.path, "2b") != ()


def test_no_garbage_is_collected_while_a_page_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The checker takes any warning of Python's (a file that somebody left open) for a fault of the page it
    reads: no garbage is swept while it reads."""
    made = bound([Part("a", "一", sheet(tmp_path / "a.pdf", 3))], tmp_path / "v.pdf")
    seen: list[bool] = []
    real = pdfa.check

    def check(pdf: pikepdf.Pdf, flavour: str) -> pdfa.Report:
        seen.append(gc.isenabled())
        return real(pdf, flavour)

    monkeypatch.setattr(pdfa, "check", check)
    assert verdict(made.path, "2b") == ()
    assert seen == [False]
    assert gc.isenabled()
