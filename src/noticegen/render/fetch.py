"""What a layout may load: pictures that lie beside it, and the seal of this document. Nothing else.

The engine swallows some failures (a picture inside an SVG, a font), so every refused or failed
request is remembered and the caller must look at `failures` after rendering.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.request import OpenerDirector

from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from noticegen.render.assets import Refused, picture


class AssetFetcher(URLFetcher):  # type: ignore[misc]  # weasyprint ships no types
    """Serves `asset:NAME` from `folder` and `asset:seal` from memory; no network, no redirects."""

    def __init__(self, folder: Path, seal: bytes = b"") -> None:
        # deliberately not URLFetcher.__init__: it would install handlers for http, ftp and file
        OpenerDirector.__init__(self)
        self._fail_on_errors = True
        self._folder = folder.resolve()
        self._seal = seal
        self.failures = 0

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """The asset, or FatalURLFetchingError (which ends the rendering)."""
        try:
            data, kind = picture(url, self._folder, self._seal)
        except Refused as error:
            self.failures += 1
            raise FatalURLFetchingError(str(error)) from error
        return URLFetcherResponse(url, data, {"Content-Type": kind})
