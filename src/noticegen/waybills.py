"""The number of a parcel, as the post writes it: capitals, no blanks, no dashes.

It is put so when it is recorded, whichever way it comes in, and on both sides when two are compared:
what was recorded before keeps the words it was written in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

KEY = "waybill"  # the detail of an event that holds one
_BETWEEN = re.compile(r"[\s-]")


def tidy(written: str) -> str:
    """A waybill as the post writes it; "" where nothing but blanks and dashes was written."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", written)).upper()


def tidied(details: Mapping[str, str]) -> Mapping[str, str]:
    """The details of an event with their waybill tidied; without the key where nothing is left of it."""
    written = details.get(KEY)
    if written is None or (number := tidy(written)) == written:
        return details
    kept = {key: value for key, value in details.items() if key != KEY}
    return kept | {KEY: number} if number else kept
