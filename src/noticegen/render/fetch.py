"""What a layout may load: pictures that lie beside it, and the seal of this document. Nothing else.

The engine swallows some failures (a picture inside an SVG, a font), so every refused or failed
request is remembered and the caller must look at `failures` after rendering.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.request import OpenerDirector

from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

ASSET = re.compile(r"asset:([a-z0-9][a-z0-9._-]{0,80})")
TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
MAX_BYTES = 20_000_000
SEAL = "seal"


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
        match = ASSET.fullmatch(url)
        if match is None:
            return self._refuse("only asset:NAME may be loaded")
        name = match[1]
        if name == SEAL and self._seal:
            return URLFetcherResponse(url, self._seal, {"Content-Type": "image/png"})
        path = self._folder / name
        kind = TYPES.get(path.suffix)
        if kind is None or not path.is_file() or path.resolve().parent != self._folder:
            return self._refuse(f"no picture asset:{name} beside the layout")
        if path.stat().st_size > MAX_BYTES:
            return self._refuse(f"asset:{name} is too large")
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

    def _refuse(self, why: str) -> URLFetcherResponse:
        self.failures += 1
        raise FatalURLFetchingError(why)
