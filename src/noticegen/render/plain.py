"""A PDF of plain HTML that fetches nothing: for pages that are no letters."""

from __future__ import annotations

from pathlib import Path

from noticegen.render.fonts import FontSet
from noticegen.render.native import environment, weasyprint
from noticegen.render.pdf import _complaint, _font_config, _listening, _stylesheet


def write_plain(source: str, style: str, fonts: FontSet) -> bytes:
    """The PDF of the HTML `source`, with the CSS `style` in the declared `fonts` (`var(--serif)`,
    `var(--sans)`). Raises TemplateError for anything the engine complains of."""
    with environment({"FONTCONFIG_FILE": str(fonts.config), "FONTCONFIG_SYSROOT": None}):
        engine = weasyprint()
        from noticegen.render.fetch import AssetFetcher

        fetcher = AssetFetcher(Path("/nonexistent"))
        with _listening() as records:
            page = engine.HTML(string=source, url_fetcher=fetcher)
            laid = page.render(
                font_config=_font_config(fonts.config), stylesheets=[_stylesheet(style, fonts)]
            )
            pdf: bytes = laid.write_pdf()
    if records:
        raise _complaint(records[0])
    return pdf
