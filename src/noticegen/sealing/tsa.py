"""A timestamp service (RFC 3161) over HTTP, with the standard library's client."""

from __future__ import annotations

import asyncio
import urllib.request

from asn1crypto import tsp
from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError

SECONDS = 20
MOST = 1 << 20  # bytes of an answer


class Service(TimeStamper):
    """Asks the service at `url` (http or https). A class because pyHanko wants one."""

    def __init__(self, url: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # pyHanko's
        self.url = url

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """The answer to one request. Raises TimestampRequestError when there is none to be had."""
        return await asyncio.to_thread(self._ask, req)

    def _ask(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        if not self.url.startswith(("http://", "https://")):
            raise TimestampRequestError("not an http(s) address")
        asked = urllib.request.Request(
            self.url, req.dump(), {"Content-Type": "application/timestamp-query"}
        )
        try:
            with urllib.request.urlopen(asked, timeout=SECONDS) as answer:
                return tsp.TimeStampResp.load(answer.read(MOST))
        except (OSError, ValueError) as failed:
            raise TimestampRequestError("the service does not answer") from failed
