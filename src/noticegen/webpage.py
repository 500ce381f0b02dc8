"""One HTML page that needs nothing else: made to be read on a screen and to be printed on A4.

Words go in as plain text and are escaped here; what is markup already is a `Markup`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup, escape

CSS = """
@page { size: A4; margin: 16mm; @bottom-right { content: counter(page) " / " counter(pages); font: 9pt sans-serif } }
body { font: 14px/1.5 "Noto Sans SC", "Microsoft YaHei", "PingFang SC", sans-serif; color: #1b1b1b; max-width: 1000px; margin: 24px auto; padding: 0 16px }
h1 { font-size: 22px; margin: 0 0 4px } h2 { font-size: 16px; margin: 28px 0 8px; break-after: avoid }
p.sub { color: #555; margin: 0 0 16px }
.tiles { display: flex; flex-wrap: wrap; gap: 10px; margin: 12px 0 }
.tile { border: 1px solid #ccc; border-radius: 6px; padding: 8px 14px; min-width: 116px }
.tile b { display: block; font-size: 22px; font-variant-numeric: tabular-nums } .tile span { color: #555; font-size: 12px }
.good { border-color: #2a7d4f } .bad { border-color: #b3261e }
.wide { overflow-x: auto } .wide svg { min-width: 620px }
table { border-collapse: collapse; width: 100%; font-size: 12.5px } th, td { text-align: left; vertical-align: top; border-bottom: 1px solid #ddd; padding: 4px 8px 4px 0 }
th { border-bottom: 1.5px solid #555; font-weight: 600 } td.r, th.r { text-align: right; font-variant-numeric: tabular-nums }
tr, .reason { break-inside: avoid } tr:has(.reason) { break-inside: auto } thead { display: table-header-group }
.n { white-space: nowrap } .why { width: 50%; min-width: 260px }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; margin: 0 } dt { color: #555 } dd { margin: 0 }
.en { color: #555 } .n .en { display: block } svg text { font-family: inherit }
a { color: #174ea6 } @media print { a { color: inherit; text-decoration: none } body { margin: 0; max-width: none; padding: 0 } .wide { overflow: visible } .wide svg { min-width: 0 } }
""".strip()


def head(title: str, lang: str = "zh-Hans", more: str = "") -> Markup:
    """The page up to its body; `more` is CSS of its own."""
    return Markup(
        '<!DOCTYPE html>\n<html lang="{}"><head><meta charset="utf-8"><title>{}</title>'
        '<meta name="viewport" content="width=device-width"><style>{}{}</style></head><body>\n'
    ).format(lang, title, Markup(CSS), Markup(more))


FOOT = Markup("</body></html>\n")


def tile(number: str, name: str | Markup, css: str = "") -> Markup:
    """A number with its name under it; `css` may be good or bad."""
    return Markup('<div class="tile {}"><b>{}</b><span>{}</span></div>').format(css, number, name)


def tiles(made: Iterable[Markup]) -> Markup:
    """Tiles in a row."""
    return Markup('<div class="tiles">{}</div>\n').format(Markup("").join(made))


def section(title: str | Markup) -> Markup:
    """A heading."""
    return Markup("<h2>{}</h2>\n").format(title)


def table(
    title: str | Markup, heads: Sequence[str | Markup], lines: Sequence[Sequence[str | Markup]],
    css: Mapping[int, str] | None = None,
) -> Markup:  # fmt: skip
    """A table under its heading, nothing without lines; `css` of the columns: r to the right, n in one line,
    why for long text."""
    if not lines:
        return Markup()
    named = css or {}
    own = [
        Markup(' class="{}"').format(named[i]) if i in named else Markup()
        for i in range(len(heads))
    ]
    top = Markup().join(
        Markup("<th{}>{}</th>").format(c, h) for c, h in zip(own, heads, strict=True)
    )
    rows = Markup().join(
        Markup("<tr>{}</tr>\n").format(
            Markup().join(
                Markup("<td{}>{}</td>").format(c, cell) for c, cell in zip(own, line, strict=True)
            )
        )
        for line in lines
    )
    made = Markup("<thead><tr>{}</tr></thead><tbody>\n{}</tbody>").format(top, rows)
    return section(title) + Markup('<div class="wide"><table>{}</table></div>\n').format(made)


def terms(pairs: Iterable[tuple[str | Markup, str | Markup]]) -> Markup:
    """Names with what they stand for."""
    return Markup("<dl>{}</dl>\n").format(
        Markup().join(Markup("<dt>{}</dt><dd>{}</dd>").format(name, value) for name, value in pairs)
    )


__all__ = ["CSS", "FOOT", "Markup", "escape", "head", "section", "table", "terms", "tile", "tiles"]
