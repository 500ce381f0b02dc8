"""HTML → PDF/A-2b, tagged, with nothing in it but what was declared.

WeasyPrint reports missing glyphs, pictures and fonts only in its log, so any record of level
WARNING ends the rendering. The messages may hold words of the letter and are never passed on: an
error names the place in the engine instead.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Set
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from noticegen.errors import TemplateError
from noticegen.render.fonts import FontSet
from noticegen.render.justify import flush_chinese
from noticegen.render.native import environment, weasyprint
from noticegen.render.style import HouseStyle
from noticegen.text import Text, many

VARIANT = "pdf/a-2b"
TOLERANCE = 0.5  # CSS px a text box may pass the page before it counts as lost (0.13 mm)
LOGGERS = ("weasyprint", "fontTools")
LINK = "bundle:"  # a link to another part of a packet, led to its page when the packet is bound


@dataclass(frozen=True)
class Laid:
    """A finished PDF: its bytes, the families embedded, and the words in the margin of each page."""

    pdf: bytes
    fonts: tuple[str, ...]
    furniture: tuple[str, ...]

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return len(self.furniture)


def write_pdf(
    source: str,
    style: HouseStyle,
    fonts: FontSet,
    seal: bytes = b"",
    targets: Set[str] = frozenset(),
) -> Laid:
    """The PDF of the HTML `source`, which may lead to the parts of a packet named in `targets` and must
    lead to each. Raises TemplateError for anything the engine complains of."""
    with _only(fonts):
        engine = weasyprint()
        from noticegen.render.fetch import AssetFetcher

        fetcher = AssetFetcher(style.house, seal)
        with _listening() as records:
            page = engine.HTML(string=source, url_fetcher=fetcher)
            laid = _lay_out(page, style, fonts, fetcher, frozenset(targets))
    if records:
        raise _complaint(records[0])
    if not set(laid.fonts) <= fonts.families:
        raise TemplateError(
            Text("版面用了未声明的字体", f"undeclared fonts were used: {', '.join(laid.fonts)}"),
            Text(
                "letter.css 只能用 var(--serif) 和 var(--sans)", "use var(--serif) and var(--sans)"
            ),
        )
    return laid


# what WeasyPrint asks cffi for in each letter: a parse of 6 ms the first time
C_TYPES = (
    "char[]",
    "char[4]",
    "hb_tag_t[100]",
    "PangoLogAttr[]",
    "PangoRectangle *",
    "unsigned int *",
)


def load_engine(fonts: FontSet) -> None:
    """Load the engine while there is nothing to draw yet. Raises MissingError."""
    with _only(fonts):
        weasyprint()


def get_ready(style: HouseStyle, fonts: FontSet) -> None:
    """Read letter.css, and the C types that every letter needs, while there is nothing to draw yet.

    Raises OSError."""
    with _only(fonts):
        weasyprint()
        _stylesheet(_css(style), fonts)
        from weasyprint.text.ffi import ffi

        for name in C_TYPES:
            ffi.typeof(name)


def _css(style: HouseStyle) -> str:
    return (style.house / "letter.css").read_text("utf-8")


def _only(fonts: FontSet) -> AbstractContextManager[None]:
    """Set before the engine is loaded: its libraries must not look at the system's fonts."""
    return environment({"FONTCONFIG_FILE": str(fonts.config), "FONTCONFIG_SYSROOT": None})


def _lay_out(
    page: Any, style: HouseStyle, fonts: FontSet, fetcher: Any, targets: frozenset[str]
) -> Laid:
    """Pages and bytes of `page`, within the paper and the page cap, with nothing refused."""
    from weasyprint.urls import FatalURLFetchingError

    sheet = _css(style)
    try:
        with flush_chinese():
            laid = page.render(
                font_config=_font_config(fonts.config),
                stylesheets=[_stylesheet(sheet, fonts)],
                pdf_variant=VARIANT,
                pdf_tags=True,
            )
        furniture = tuple(_margin_words(page, n) for n, page in enumerate(laid.pages, 1))
        if len(laid.pages) > style.page_cap:
            raise too_long(len(laid.pages), style.page_cap)
        finish = partial(_finish, targets=targets)
        pdf = laid.write_pdf(finisher=finish, pdf_variant=VARIANT, pdf_tags=True)
    except FatalURLFetchingError as error:
        _forget()
        raise refused(str(error)) from error
    if fetcher.failures:
        _forget()
        raise refused("an asset was refused")
    families = tuple(sorted({font.family for font in laid.fonts.values()}))
    return Laid(pdf, families, furniture)


@lru_cache(maxsize=4)
def _font_config(config: Path) -> Any:
    """A font map that knows only the files of `config`; kept, for reading them takes a while."""
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()  # reads FONTCONFIG_FILE, which `write_pdf` has set to `config`


@lru_cache(maxsize=8)
def _sheet(source: str, root: str, config: Path) -> Any:
    from noticegen.render.fetch import AssetFetcher

    # no folder: a stylesheet may name pictures, it may not import
    return weasyprint().CSS(
        string=root + source,
        url_fetcher=AssetFetcher(config.parent),
        font_config=_font_config(config),
    )


def _forget() -> None:
    # a layout that asked for a font of its own may have left a trace in the kept font map
    _sheet.cache_clear()
    _font_config.cache_clear()


def _stylesheet(source: str, fonts: FontSet) -> Any:
    serif, sans = fonts.stack(fonts.serif), fonts.stack(fonts.sans)
    return _sheet(source, f":root{{--serif:{serif};--sans:{sans}}}\n", fonts.config)


class _Recorder(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@contextmanager
def _listening() -> Iterator[list[logging.LogRecord]]:
    """Collect warnings of the engine, whatever the host program did to its loggers, and let none
    of them reach a log file: they may quote the letter."""
    recorder = _Recorder()
    loggers = [logging.getLogger(name) for name in LOGGERS]
    before = [(log.level, log.propagate, log.disabled) for log in loggers]
    quiet = logging.root.manager.disable
    logging.disable(logging.NOTSET)
    for log in loggers:
        log.addHandler(recorder)
        log.level, log.propagate, log.disabled = logging.WARNING, False, False
        log.manager._clear_cache()  # type: ignore[attr-defined]  # as setLevel does
    try:
        yield recorder.records
    finally:
        logging.disable(quiet)
        for log, (level, propagate, disabled) in zip(loggers, before, strict=True):
            log.removeHandler(recorder)
            log.propagate, log.disabled = propagate, disabled
            log.setLevel(level)


def _finish(document: Any, pdf: Any, targets: frozenset[str]) -> None:
    """Last touches on the object tree, and the check that the PDF is inert but for links to parts."""
    led = set()
    for item in pdf.objects:
        if isinstance(item, dict):
            _drop_empty(item)
            if item.get("Type") == "/Annot":
                led.add(_led_to(item, targets))
            if "AA" in item or "JS" in item:
                raise _not_inert()
        elif getattr(item, "extra", None):
            resources = item.extra.get("Resources")
            if isinstance(resources, dict):
                _drop_empty(resources)
    if {"OpenAction", "AA", "AcroForm", "Names", "URI"} & set(pdf.catalog):
        raise _not_inert()
    if led != targets:
        raise TemplateError(
            Text("版面丢失了链接", "the layout loses links to other parts of the packet"),
            Text(
                "letter.html 须按随附版式输出 link",
                "letter.html must print `link` as the shipped one does",
            ),
        )


def _led_to(note: Any, targets: frozenset[str]) -> str:
    """The part a link leads to; no other annotation is allowed."""
    action = note.get("A")
    name = getattr(action["URI"], "string", "") if isinstance(action, dict) else ""
    target = str(name).removeprefix(LINK)
    if note.get("Subtype") != "/Link" or target == name or target not in targets:
        raise _not_inert()
    return target


def _drop_empty(resources: dict[str, Any]) -> None:
    # an empty /Pattern or /Shading is allowed, but a PDF/A checker that lists what it knows stops there
    for name in ("Pattern", "Shading"):
        if name in resources and not resources[name]:
            del resources[name]


def _margin_words(page: Any, number: int) -> str:
    """What stands in the margin boxes of `page` (its number). Raises TemplateError if some text of
    the page would be cut off by the edge of the paper."""
    from weasyprint.formatting_structure.boxes import MarginBox, TextBox

    words = []
    for part in page._page_box.children:
        margin = isinstance(part, MarginBox)
        for box in part.descendants():
            if not isinstance(box, TextBox):
                continue
            if margin:
                words.append(box.text)
            right, bottom = box.position_x + box.width, box.position_y + box.height
            if (
                right > page.width + TOLERANCE
                or box.position_x < -TOLERANCE
                or bottom > page.height + TOLERANCE
            ):
                raise _cut_off(number)
    return "".join(words)


def _cut_off(number: int) -> TemplateError:
    return TemplateError(
        Text(f"第{number}页有文字超出纸面", f"text runs off the paper on page {number}"),
        Text("检查 letter.css 的宽度和换行", "check widths and wrapping in letter.css"),
    )


def too_long(pages: int, cap: int) -> TemplateError:
    return TemplateError(
        Text(
            f"文书有{pages}页，超过上限{cap}页",
            f"the letter has {many(pages, 'page')}, the cap is {cap}",
        ),
        Text("缩短文书或调高上限", "shorten the letter or raise the cap"),
    )


def refused(why: str) -> TemplateError:
    return TemplateError(
        Text(
            "版面引用的文件不可用",
            f"the layout loads something it may not or that is missing: {why}",
        ),
        Text(
            "只用与版式同一文件夹的 asset:文件名", "use asset:NAME of a picture beside the layout"
        ),
    )


def _not_inert() -> TemplateError:
    return TemplateError(
        Text("PDF 含链接、脚本或附件", "the PDF holds a link, script, form or attachment"),
        Text("从 letter.html 中删去链接", "take links out of letter.html"),
    )


def _complaint(record: logging.LogRecord) -> TemplateError:
    place = f"{record.name}.{record.module}:{record.lineno}"
    kind = "missing glyph" if ".notdef" in record.msg else "warning"
    return TemplateError(
        Text(f"排版引擎报告问题（{place}）", f"the layout engine reports a {kind} ({place})"),
        Text(
            "检查 letter.html、letter.css、图片和字体",
            "check letter.html, letter.css, pictures, fonts",
        ),
    )
