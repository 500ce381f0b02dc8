"""What a file is, by its first bytes and never by its name."""

from __future__ import annotations

import zipfile
from pathlib import Path

HEAD = 8192
PDF_WITHIN = 1024  # readers accept a PDF header this far into the file
OLE = "application/x-ole-storage"
_MAGIC = (
    (b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"GIF8", "image/gif"),
    (b"II*\0", "image/tiff"), (b"MM\0*", "image/tiff"), (b"BM", "image/bmp"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE), (b"{\\rtf", "application/rtf"),
    (b"Rar!", "application/vnd.rar"), (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"OggS", "audio/ogg"), (b"ID3", "audio/mpeg"), (b"\xff\xfb", "audio/mpeg"),
    (b"#!AMR", "audio/amr"), (b"fLaC", "audio/flac"), (b"%!PS", "application/postscript"),
)  # fmt: skip
_BRANDS = {
    b"heic": "image/heic", b"heix": "image/heic", b"heim": "image/heic", b"heis": "image/heic",
    b"hevc": "image/heic", b"mif1": "image/heic", b"msf1": "image/heic", b"avif": "image/avif",
    b"avis": "image/avif", b"qt  ": "video/quicktime", b"M4A ": "audio/mp4",
}  # fmt: skip
_OFFICE = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/presentation.xml": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
DOCX, XLSX = _OFFICE["word/document.xml"], _OFFICE["xl/workbook.xml"]
UNKNOWN = "application/octet-stream"
_MAIL = (b"from:", b"received:", b"return-path:", b"delivered-to:", b"mime-version:", b"message-id:", b"date:", b"to:", b"subject:", b"x-", b"dkim-signature:", b"reply-to:", b"sender:", b"content-type:", b"from ")  # fmt: skip
_SURE = (b"\nfrom:", b"\nreceived:", b"\nsubject:", b"\nmessage-id:")


def media_of(path: Path) -> str:
    """The media type; "text/plain" for any text that says no more; UNKNOWN for the rest."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    zipped = head.startswith(b"PK\x03\x04")
    if b"%PDF-" in head[: PDF_WITHIN + 5] and not zipped:  # in an archive it is one file of several
        return "application/pdf"
    for magic, media in _MAGIC:
        if head.startswith(magic):
            return media
    if head.startswith(b"RIFF"):
        kinds = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
        return kinds.get(head[8:12], UNKNOWN)
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "video/mp4")
    if zipped:
        return _zip(path)
    return _text(head)


def _zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return "application/zip"
    return next((media for part, media in _OFFICE.items() if part in names), "application/zip")


def _text(head: bytes) -> str:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "text/html"
    if start.startswith(_MAIL) and any(s in b"\n" + start for s in _SURE):
        return "message/rfc822"
    return "text/plain" if _is_text(head) else UNKNOWN


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if start_of_picture(head):
        return False
    control = sum(1 for b in head if b < 32 and b not in (9, 10, 12, 13, 27))
    return bool(head) and b"\0" not in head and control == 0


def start_of_picture(head: bytes) -> bool:
    """Pictures that are written as text."""
    return (head[:2] in (b"P1", b"P2", b"P3", b"P4", b"P5", b"P6", b"P7", b"Pf", b"PF") and head[2:3].isspace()) or (head.startswith(b"#define") and b"_width" in head)  # fmt: skip
