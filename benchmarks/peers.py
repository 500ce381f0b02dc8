"""What a user would write instead: small, honest loops that make the same letter with other tools.

Each maker takes all documents, prepares what can be prepared once, and yields after each letter, so
that the caller can time it. None of them checks, numbers or reads back anything.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from noticegen.model import CutLine, Document, Paragraph, Signature, Table
from noticegen.render import HouseStyle, prepare_fonts
from noticegen.render.html import html

ROOT = Path(__file__).resolve().parents[1]
STYLE = HouseStyle(ROOT / "templates")
CJK = ("Noto Serif CJK SC", "Noto Sans CJK SC")  # of the Debian package fonts-noto-cjk


def weasyprint_truetype(documents: Sequence[Document]) -> Iterator[int]:
    """WeasyPrint in a loop with the static TrueType fonts: the same HTML and CSS, plain PDF."""
    fonts = prepare_fonts(STYLE)
    os.environ["FONTCONFIG_FILE"] = str(fonts.config)
    yield from _weasyprint(documents, (fonts.serif.family, fonts.sans.family))


def weasyprint_collection(documents: Sequence[Document]) -> Iterator[int]:
    """The same with the distribution's CJK collection, from the folder named in BENCH_CJK."""
    folder = Path(os.environ["BENCH_CJK"])
    config = Path(os.environ["BENCH_SCRATCH"]) / "fonts.conf"
    config.write_text(
        f"<fontconfig><dir>{folder}</dir><cachedir>{config.parent}/fc</cachedir></fontconfig>"
    )
    os.environ["FONTCONFIG_FILE"] = str(config)
    yield from _weasyprint(documents, CJK)


def _weasyprint(documents: Sequence[Document], families: tuple[str, str]) -> Iterator[int]:
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    from noticegen.render.fetch import AssetFetcher

    fonts = FontConfiguration()
    root = f':root{{--serif:"{families[0]}";--sans:"{families[1]}"}}\n'
    sheet = root + (STYLE.house / "letter.css").read_text("utf-8")
    css = weasyprint.CSS(string=sheet, font_config=fonts, url_fetcher=AssetFetcher(STYLE.house))
    for document in documents:
        source = html(document, STYLE)
        fetcher = AssetFetcher(STYLE.house, document.seal)
        page = weasyprint.HTML(string=source, url_fetcher=fetcher)
        yield len(page.write_pdf(stylesheets=[css], font_config=fonts))


def typst(documents: Sequence[Document]) -> Iterator[int]:
    """Typst, one compiler for all letters, its fonts loaded once."""
    from typst import Compiler

    fonts = prepare_fonts(STYLE)
    compiler = Compiler(
        font_paths=[str(font.path.parent) for font in (fonts.serif, fonts.sans)],
        ignore_system_fonts=True,
    )
    families = (fonts.serif.family, fonts.sans.family)
    for document in documents:
        source = _typst_source(document, families).encode()
        made = compiler.compile(source, format="pdf", pdf_tags=False)
        assert isinstance(made, bytes)
        yield len(made)


def _typst_source(document: Document, families: tuple[str, str]) -> str:
    serif, sans = families
    size = "12pt" if document.locale == "zh" else "10.5pt"
    numbers = "第 #counter(page).display() 页　共 #counter(page).final().at(0) 页"
    out = [
        f'#set page("a4", margin: (top: 26mm, bottom: 27mm, left: 28mm, right: 26mm), '
        f"footer: context align(center, text(9pt)[{numbers}]))",
        f'#set text(font: ("{serif}", "{sans}"), size: {size}, lang: "{document.locale}")',
        "#set par(justify: true)",
        f'#align(center, text(17pt, font: "{sans}")[{_typ(document.letterhead)}])',
        "#line(length: 100%)",
        f"#align(right)[{_typ(document.number)}]",
        f'#align(center, text(19pt, font: "{sans}")[{_typ(document.title)}])',
    ]
    for block in (*document.blocks, *document.slip):
        match block:
            case Paragraph(runs):
                parts = [f"#text(font: \"{sans}\")[{_typ(r.text)}]" if r.bold else _typ(r.text) for r in runs]  # fmt: skip
                out.append("".join(parts) + "\n")
            case Table():
                out.append(_typst_table(block))
            case Signature(issuer, day, note):
                out.append(f"#align(right)[{_typ(issuer)} \\ {_typ(note)} \\ {_typ(day)}]")
            case CutLine(text):
                out.append(f"#align(center, text(9pt)[{_typ(text)}])")
    return "\n".join(out)


def _typst_table(table: Table) -> str:
    align = {"l": "left", "c": "center", "r": "right"}
    widths = ", ".join(f"{width}fr" for width in table.widths)
    sides = ", ".join(align[side] for side in table.aligns)
    cells: list[str] = []
    if table.head:
        cells.append(f"table.header({', '.join(f'[{_typ(text)}]' for text in table.head)})")
    for row in (*table.rows, *table.foot):
        spans: list[tuple[str, int]] = []
        for text in row:
            if text is None:
                spans[-1] = (spans[-1][0], spans[-1][1] + 1)
            else:
                spans.append((text, 1))
        cells += [f"table.cell(colspan: {span})[{_typ(text)}]" for text, span in spans]
    body = ", ".join(cells)
    return f"#text(9.5pt, table(columns: ({widths}), align: ({sides}), stroke: 0.5pt, {body}))"


def _typ(text: str) -> str:
    for sign in "\\#$*_`<>@[]~/=-+":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", " \\ ")


def docxtpl(documents: Sequence[Document]) -> Iterator[int]:
    """docxtpl in a loop, opening the template for each letter as its manual shows."""
    from docxtpl import DocxTemplate

    path = Path(os.environ["BENCH_SCRATCH"]) / "template.docx"
    _docx_template(path)
    for document in documents:
        template = DocxTemplate(path)
        paragraphs, rows = [], []
        for block in (*document.blocks, *document.slip):
            match block:
                case Paragraph():
                    paragraphs.append(block.text)
                case Table():
                    for row in (block.head, *block.rows, *block.foot):
                        rows.append(([text or "" for text in row] + [""] * 9)[:9])
        fields = {
            "letterhead": document.letterhead,
            "number": document.number,
            "title": document.title,
        }
        template.render({**fields, "paragraphs": paragraphs, "rows": rows}, autoescape=True)
        out = io.BytesIO()
        template.save(out)
        yield out.tell()


def _docx_template(path: Path) -> None:
    from docx import Document as Word

    word = Word()
    for line in ("{{ letterhead }}", "{{ number }}", "{{ title }}"):
        word.add_paragraph(line)
    for line in ("{%p for text in paragraphs %}", "{{ text }}", "{%p endfor %}"):
        word.add_paragraph(line)
    table = word.add_table(rows=3, cols=9)
    table.rows[0].cells[0].text = "{%tr for row in rows %}"
    for column, cell in enumerate(table.rows[1].cells):
        cell.text = f"{{{{ row[{column}] }}}}"
    table.rows[2].cells[0].text = "{%tr endfor %}"
    word.save(str(path))
