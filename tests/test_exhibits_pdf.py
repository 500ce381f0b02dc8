"""Foreign PDFs taken in: what is kept, what is gone, and what a reader is told."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from exhibit_files import (
    annotate,
    block,
    dark,
    drawn,
    is_whole,
    look,
    saved,
    sheet,
    simsun,
    text,
    words,
)
from pikepdf import Array, Dictionary, Name, String

from noticegen.exhibits import Fate, Taken, signed, take_in
from noticegen.exhibits.pdfs import ranges
from noticegen.exhibits.standard import _DINGBATS, standard_name


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache for the module."""
    return tmp_path_factory.mktemp("cache")


def taken(pdf: pikepdf.Pdf, folder: Path, cache: Path, locale: str = "zh") -> Taken:
    """A PDF saved and taken in, its copy looked over."""
    found = take_in(saved(pdf, folder / "in.pdf"), "材料.pdf", cache, locale=locale)
    is_whole(found)
    return found


def test_a_font_every_reader_has_is_embedded_and_the_page_stays_text(tmp_path: Path, cache: Path) -> None:  # fmt: skip
    """Helvetica that is not embedded is embedded; the page does not become a picture."""
    pdf = pikepdf.new()
    sheet(pdf, words("Loan contract No. 7"))

    found = taken(pdf, tmp_path, cache)

    assert (found.fate, found.pages, found.text_pages) == (Fate.REPAIRED, 1, 1)
    assert "standard fonts embedded" in found.transforms
    assert text(found.copy).strip() == "Loan contract No. 7"
    with pikepdf.open(found.copy) as copy:
        assert Name.XObject not in copy.pages[0].obj.Resources


def test_chinese_without_its_font_is_drawn_and_can_be_read_out(tmp_path: Path, cache: Path) -> None:
    """A page in 宋体 that is not embedded becomes a picture with ink on it, and its text is kept."""
    pdf = pikepdf.new()
    simsun(pdf, "借款合同人民币壹佰万元整")

    found = taken(pdf, tmp_path, cache)

    assert found.fate is Fate.RASTERISED
    assert text(found.copy).strip() == "借款合同人民币壹佰万元整"
    assert dark(drawn(found.copy), (60, 120, 330, 150)) > 300


def test_only_the_pages_at_fault_become_pictures(tmp_path: Path, cache: Path) -> None:
    """Of three pages the one that cannot be PDF/A is drawn; the others stay as they are."""
    pdf = pikepdf.new()
    sheet(pdf, block(100, 100, 50, 50))
    simsun(pdf, "保证合同")
    sheet(pdf, block(100, 100, 50, 50))

    found = taken(pdf, tmp_path, cache)

    assert "rasterised: 2" in found.transforms
    assert (found.pages, found.text_pages) == (3, 1)
    assert text(found.copy, 1).strip() == "保证合同"


def test_what_acts_or_leads_outside_is_gone(tmp_path: Path, cache: Path) -> None:
    """Scripts, launch actions, outside links, attachments and page actions are not in the copy."""
    pdf = pikepdf.new()
    page = sheet(pdf, block(72, 700, 80, 20))
    script = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    pdf.Root.OpenAction = script
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), script])))
    page.obj.AA = Dictionary(O=Dictionary(S=Name.Launch, F=String("calc.exe")))
    link = Dictionary(S=Name.URI, URI=String("https://example.com/x"))
    annotate(pdf, page, Subtype=Name.Link, Rect=Array([72, 700, 200, 720]), A=link)
    pdf.attachments["a.txt"] = b"secret"

    found = taken(pdf, tmp_path, cache)

    assert found.fate is Fate.OK
    assert "removed: actions, attachments, external links, scripts" in found.transforms
    assert b"secret" not in found.copy.read_bytes()
    with pikepdf.open(tmp_path / "in.pdf") as native:
        assert Name.OpenAction in native.Root


def test_a_stamp_is_kept_where_it_was(tmp_path: Path, cache: Path) -> None:
    """A red stamp becomes part of the page, at its place and in its colour."""
    pdf = pikepdf.new()
    page = sheet(pdf)
    red = look(pdf, b"1 0 0 rg 0 0 100 50 re f", [0, 0, 100, 50])
    annotate(pdf, page, Subtype=Name.Stamp, Rect=Array([300, 600, 400, 650]), AP=red)

    found = taken(pdf, tmp_path, cache)

    assert found.fate is Fate.FLATTENED
    assert drawn(found.copy).getpixel((350, 842 - 625)) == (255, 0, 0)
    assert drawn(found.copy).getpixel((350, 842 - 560)) == (255, 255, 255)


def test_a_mark_that_only_readers_draw_is_kept(tmp_path: Path, cache: Path) -> None:
    """A highlight without a picture of its own is shown as a reader shows it."""
    pdf = pikepdf.new()
    page = sheet(pdf, words("overdue"))
    annotate(pdf, page, Subtype=Name.Highlight, Rect=Array([70, 690, 150, 720]), C=Array([1, 1, 0]), QuadPoints=Array([70, 720, 150, 720, 70, 690, 150, 690]))  # fmt: skip

    found = taken(pdf, tmp_path, cache)

    red, green, blue = drawn(found.copy).getpixel((148, 842 - 692))  # type: ignore[misc]
    assert red > 200 and green > 200 and blue < 120
    assert text(found.copy).strip() == "overdue"


def test_notes_that_need_a_click_are_listed_on_a_page(tmp_path: Path, cache: Path) -> None:
    """The words of a note stand on a page of their own behind the file, with the page they are on."""
    pdf = pikepdf.new()
    sheet(pdf)
    page = sheet(pdf)
    annotate(pdf, page, Subtype=Name.Text, Rect=Array([72, 700, 92, 720]), Contents=String("金额与借据不符"))  # fmt: skip

    found = taken(pdf, tmp_path, cache)

    assert found.pages == 3
    assert "page added: 1 note" in found.transforms
    assert "2 金额与借据不符" in text(found.copy, 2)


@pytest.mark.parametrize("turn", [0, 90, 180, 270, 450])
def test_pages_stand_upright(turn: int, tmp_path: Path, cache: Path) -> None:
    """Whatever /Rotate says, what a reader sees at the top left is at the top left of the copy."""
    pdf = pikepdf.new()
    corner = {0: (10, 742), 90: (10, 10), 180: (495, 10), 270: (495, 742)}[turn % 360]
    page = sheet(pdf, block(*corner, 90, 90) + words("upright", 250, 400))
    page.obj.Rotate = turn
    # the mark is at the top left for one who looks at the turned page
    native = drawn(saved(pdf, tmp_path / "in.pdf"))
    assert dark(native, (0, 0, 110, 110)) > 5000

    found = take_in(tmp_path / "in.pdf", "a.pdf", cache)

    is_whole(found)
    copy = drawn(found.copy)
    assert (copy.size[0] > copy.size[1]) == (turn % 180 == 90)
    assert dark(copy, (0, 0, 110, 110)) > 5000
    assert text(found.copy).strip() == "upright"


@pytest.mark.parametrize(
    ("boxes", "mended"),
    [
        ({"MediaBox": [595.276, 841.89, 0, 0]}, False),
        ({"CropBox": [5000, 5000, 6000, 6000]}, True),
        ({"CropBox": [0, 0, 0, 0]}, True),
        ({"MediaBox": [0, 0, 1e9, 1e9]}, True),
        ({"MediaBox": ["a", 0, 1]}, True),
        ({"MediaBox": [-100, -100, 1900, 2700]}, False),
        ({"CropBox": [50, 600, 300, 800]}, False),
        ({"UserUnit": 3}, False),
    ],
)  # fmt: skip
def test_boxes_of_any_kind_give_a_page_that_shows_its_words(boxes: dict[str, object], mended: bool, tmp_path: Path, cache: Path) -> None:  # fmt: skip
    """Turned, empty, distant, enormous and cropped boxes: the page is A4 and its words are on it."""
    pdf = pikepdf.new()
    page = sheet(pdf, words("inside", 72, 700))
    for key, value in boxes.items():
        made = Array([String(v) if isinstance(v, str) else v for v in value]) if isinstance(value, list) else value  # fmt: skip
        page.obj[Name("/" + key)] = made

    found = taken(pdf, tmp_path, cache)

    assert bool({"boxes mended", "repaired"} & set(found.transforms)) == mended
    assert text(found.copy).strip() == "inside"
    assert dark(drawn(found.copy, scale=4)) > 100


def test_a_small_page_keeps_its_size_and_a_large_one_is_made_smaller(tmp_path: Path, cache: Path) -> None:  # fmt: skip
    """A receipt stands at its own size in the middle; a poster is scaled to the paper."""
    pdf = pikepdf.new()
    sheet(pdf, block(0, 0, 100, 100), (100, 100))
    sheet(pdf, block(0, 0, 2000, 1000), (2000, 1000))

    found = taken(pdf, tmp_path, cache)

    small, large = drawn(found.copy), drawn(found.copy, 1)
    assert abs(dark(small) - 100 * 100) < 500
    assert dark(small, (250, 375, 345, 470)) > 8000
    assert large.size[0] > large.size[1]
    assert abs(dark(large) - 842 * 421) < 5000


def test_links_inside_the_file_are_explicit_and_lead_to_the_same_place(tmp_path: Path, cache: Path) -> None:  # fmt: skip
    """A link to a named place becomes a link to that page and point, moved as the page was."""
    pdf = pikepdf.new()
    first, second = sheet(pdf), sheet(pdf, b"", (1190.552, 1683.78))
    pdf.Root.Names = Dictionary(Dests=Dictionary(Names=Array([String("x"), Array([second.obj, Name.XYZ, 100, 200, 0])])))  # fmt: skip
    annotate(pdf, first, Subtype=Name.Link, Rect=Array([10, 20, 30, 40]), Dest=String("x"))

    found = taken(pdf, tmp_path, cache)

    with pikepdf.open(found.copy) as copy:
        (link,) = copy.pages[0].obj.Annots
        assert link.Dest[0].objgen == copy.pages[1].obj.objgen
        assert [float(v) for v in link.Dest[2:]] == [50, 100, 0]
        assert [float(v) for v in link.Rect] == [10, 20, 30, 40]


def test_a_hidden_layer_stays_hidden(tmp_path: Path, cache: Path) -> None:
    """What a reader does not see because its layer is off is not seen in the copy."""
    pdf = pikepdf.new()
    page = sheet(pdf, b"/OC /L BDC " + block(100, 100, 300, 300) + b"EMC " + words("seen"))
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("draft")))
    page.obj.Resources.Properties = Dictionary(L=layer)
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))

    found = taken(pdf, tmp_path, cache)

    assert dark(drawn(found.copy)) < 3000
    assert "seen" in text(found.copy)


@pytest.mark.parametrize("value", ["Li Ming", "示例借款人"])
def test_what_was_filled_into_a_form_is_on_the_page(
    value: str, tmp_path: Path, cache: Path
) -> None:
    """The value of a field is part of the page and there is no form left."""
    pdf = pikepdf.new()
    page = sheet(pdf, words(" "))
    font = page.obj.Resources.Font
    annotate(pdf, page, Subtype=Name.Widget, FT=Name.Tx, T=String("name"), V=String(value), DA=String("/F1 14 Tf 0 g"), Rect=Array([72, 600, 300, 630]))  # fmt: skip
    pdf.Root.AcroForm = Dictionary(Fields=Array([page.obj.Annots[0]]), DR=Dictionary(Font=font), NeedAppearances=True, DA=String("/F1 14 Tf 0 g"))  # fmt: skip

    found = taken(pdf, tmp_path, cache)

    assert dark(drawn(found.copy), (70, 205, 300, 245)) > 40
    assert found.fate in (Fate.FLATTENED, Fate.RASTERISED)


def test_a_dynamic_form_is_said_to_need_another_program(tmp_path: Path, cache: Path) -> None:
    """An XFA form that only says "please wait" is unsupported; its page is kept behind ours."""
    pdf = pikepdf.new()
    sheet(pdf, words("Please wait..."))
    pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=pdf.make_stream(b"<xdp/>"))
    pdf.Root.NeedsRendering = True

    found = taken(pdf, tmp_path, cache)

    assert (found.fate, found.pages) == (Fate.UNSUPPORTED, 2)
    assert "XFA" in found.note.zh and "XFA" in found.note.en
    assert found.sha256 in text(found.copy, 0)
    assert text(found.copy, 1).strip() == "Please wait..."


def test_a_password_shuts_a_file_but_restrictions_do_not(tmp_path: Path, cache: Path) -> None:
    """A file that opens only with a password gets a page that says so; one that merely forbids copying opens."""
    pdf = pikepdf.new()
    sheet(pdf, block(72, 72, 100, 100))
    pdf.save(tmp_path / "open.pdf", encryption=pikepdf.Encryption(owner="o", user=""))
    shut = saved(pdf, tmp_path / "shut.pdf", encryption=pikepdf.Encryption(owner="o", user="u"))

    opened = take_in(tmp_path / "open.pdf", "a.pdf", cache)
    closed = take_in(shut, "合同<1>.pdf", cache, locale="en")

    is_whole(opened)
    is_whole(closed)
    assert (opened.fate, closed.fate) == (Fate.OK, Fate.ENCRYPTED)
    assert "restrictions removed" in opened.transforms
    said = text(closed.copy)
    assert "合同<1>.pdf" in said
    assert closed.sha256 in said.replace("\n", "").replace("\r", "")
    assert f"{closed.size}" in said
    assert "has a password" in said
    assert "unchanged beside this volume" in said


@pytest.mark.parametrize("kind", ["tail", "xref", "garbage", "pages"])
def test_broken_files_are_mended_or_said_to_be_damaged(
    kind: str, tmp_path: Path, cache: Path
) -> None:
    """A lost end or a wrong table is mended; what is no PDF inside, or has no page, says so."""
    pdf = pikepdf.new()
    sheet(pdf, block(72, 72, 300, 300))
    pdf.save(tmp_path / "in.pdf", object_stream_mode=pikepdf.ObjectStreamMode.disable)
    data = (tmp_path / "in.pdf").read_bytes()
    broken = {
        "tail": data[: data.rindex(b"xref")],
        "xref": data.replace(b"0000000", b"0000999"),
        "garbage": b"%PDF-1.7\n" + b"not at all a PDF " * 50,
        "pages": data.replace(b"/Count 1", b"/Count 0").replace(b"/Kids [", b"/Kits ["),
    }[kind]
    (tmp_path / "in.pdf").write_bytes(broken)

    found = take_in(tmp_path / "in.pdf", "a.pdf", cache)

    is_whole(found)
    if kind in ("tail", "xref"):
        assert found.fate is Fate.REPAIRED
        assert dark(drawn(found.copy)) > 80_000
    else:
        assert found.fate in (Fate.DAMAGED, Fate.EMPTY)
        assert "本件无法在此显示" in text(found.copy)


def test_circular_bookmarks_do_no_harm(tmp_path: Path, cache: Path) -> None:
    """Bookmarks that run in a circle are left behind with the rest of the file's structure."""
    pdf = pikepdf.new()
    sheet(pdf, block(72, 72, 10, 10))
    one = pdf.make_indirect(Dictionary(Title=String("a")))
    one.Next = one.First = one.Last = one.Parent = one
    pdf.Root.Outlines = pdf.make_indirect(Dictionary(First=one, Last=one, Count=1))

    assert taken(pdf, tmp_path, cache).fate is Fate.OK


def test_the_same_bytes_give_the_same_copy(tmp_path: Path) -> None:
    """Two takings-in on two days, in two caches, give the same bytes; the native file is as it was."""
    pdf = pikepdf.new()
    sheet(pdf, words("twice"))
    simsun(pdf, "同一份")
    path = saved(pdf, tmp_path / "in.pdf")
    before = path.read_bytes()

    one = take_in(path, "a.pdf", tmp_path / "one")
    other = take_in(path, "a.pdf", tmp_path / "other")

    assert one.copy.read_bytes() == other.copy.read_bytes()
    assert path.read_bytes() == before


def test_a_signature_is_validated_in_the_native_file(tmp_path: Path, cache: Path) -> None:
    """A page behind a signed file says who signed and whether the file is as it was; a change shows."""
    path = _signed(tmp_path)

    found = take_in(path, "合同.pdf", cache)

    is_whole(found)
    assert found.fate is Fate.SIGNED
    (signature,) = found.signatures
    assert (signature.field, signature.signer) == ("Sig1", "示例签署人")
    assert (signature.intact, signature.whole) == (True, True)
    assert "示例签署人 是 是" in text(found.copy, 1)

    altered = path.read_bytes().replace(b"Before signing", b"After! signing")
    path.write_bytes(altered)

    assert [s.intact for s in signed.signatures(path)] == [False]


def test_without_a_validator_a_signature_is_named_and_not_judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    """Where pyHanko is not installed the field is named and "not validated" is said."""
    path = _signed(tmp_path)
    for name in [n for n in sys.modules if n.split(".")[0] == "pyhanko"] + ["pyhanko"]:
        monkeypatch.setitem(sys.modules, name, None)

    (found,) = signed.signatures(path)

    assert (found.field, found.intact, found.note) == ("Sig1", None, signed.NOT_VALIDATED)


def _signed(folder: Path) -> Path:
    """A PDF signed with a certificate made here."""
    import datetime

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "示例签署人")])
    start = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(start).not_valid_after(start.replace(year=2046))
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    store = serialization.pkcs12.serialize_key_and_certificates(b"x", key, certificate, None, serialization.BestAvailableEncryption(b"x"))  # fmt: skip
    (folder / "key.p12").write_bytes(store)
    pdf = pikepdf.new()
    sheet(pdf, words("Before signing"))
    path = saved(pdf, folder / "plain.pdf", compress_streams=False)
    load: Any = signers.SimpleSigner.load_pkcs12
    signer = load(folder / "key.p12", passphrase=b"x")
    with path.open("rb") as file, (folder / "signed.pdf").open("wb") as out:
        signers.sign_pdf(IncrementalPdfFileWriter(file), signers.PdfSignatureMetadata(field_name="Sig1"), signer=signer, output=out)  # fmt: skip
    return folder / "signed.pdf"


@pytest.mark.parametrize(
    ("named", "means"),
    [
        ("/Helvetica", "Helvetica"), ("/ABCDEF+Arial,Bold", "Helvetica-Bold"), ("/ArialMT", "Helvetica"),
        ("/Arial-BoldItalicMT", "Helvetica-BoldOblique"), ("/TimesNewRomanPS-BoldMT", "Times-Bold"),
        ("/Times-Roman", "Times-Roman"), ("/Courier New", "Courier"), ("/ZapfDingbats", "ZapfDingbats"),
        ("/ArialNarrow", None), ("/SimSun", None), ("/Symbol", None), ("/Arial-Black", None),
    ],
)  # fmt: skip
def test_names_of_standard_fonts(named: str, means: str | None) -> None:
    """Usual spellings of the standard fonts are known; others are not taken for one."""
    assert standard_name(named) == means


def test_codes_of_dingbats() -> None:
    """The marks of check boxes stand at their codes (Adobe's ZapfDingbats AFM)."""
    assert [_DINGBATS[ord(c)] for c in "48HlnuA~"] == ["a20", "a24", "a35", "a71", "a73", "a78", "a10", "a100"]  # fmt: skip
    assert [_DINGBATS[n] for n in (128, 141, 161, 171, 172, 211, 212, 239, 241, 254)] == [
        "a89", "a96", "a101", "a109", "a120", "a159", "a160", "a182", "a201", "a191",
    ]  # fmt: skip
    assert len(_DINGBATS) == 202 and 240 not in _DINGBATS


def test_page_numbers_as_said() -> None:
    """Runs of pages are said with a dash, from 1."""
    assert ranges({0, 1, 2, 6}) == "1-3, 7"
