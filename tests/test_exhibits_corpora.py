"""Files that others made to test their programs: the PDFs and pictures in the sources of pikepdf and ocrmypdf.

They are downloaded where PyPI can be reached, checked against their hash, and kept in the cache; else the files
made here are all there are. The suite takes every eighth, `NOTICEGEN_CORPORA=full` all."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import sys
import tarfile
import urllib.request
from functools import cache
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pikepdf
import pytest
from exhibit_files import saved, sheet, words

from noticegen import fsio
from noticegen.render.cache import cache_folder

ROOT = Path(__file__).parents[1]
SOURCES = {
    "pikepdf-10.18.0": "cb555ebff93482e8a6eb55881488b469bbb2b5675161c1b93a0510a8642d98d0",
    "ocrmypdf-17.13.0": "151c35d810eb628fbc5cb9bbe80b834ecf094737efa0e7a2e9e1fac3c730ed49",
}
KINDS = {".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".gif", ".bmp", ".webp"}
EVERY = 1 if os.environ.get("NOTICEGEN_CORPORA") == "full" else 8
PATIENCE = 20  # seconds for an answer of PyPI


def archive_of(name: str) -> Path | None:
    """The source archive of a release; None where it cannot be had."""
    kept = cache_folder() / "corpora" / f"{name}.tar.gz"
    if not kept.is_file():
        about = f"https://pypi.org/simple/{name.partition('-')[0]}/"
        asked = urllib.request.Request(about, headers={"Accept": "application/vnd.pypi.simple.v1+json"})  # fmt: skip
        try:
            with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:
                files = json.load(answer)["files"]
            address = next(f["url"] for f in files if f["filename"] == kept.name)
            with urllib.request.urlopen(urljoin(about, address), timeout=PATIENCE) as answer:
                data = answer.read()
        except (OSError, HTTPException, ValueError, KeyError, StopIteration):
            return None
        if hashlib.sha256(data).hexdigest() != SOURCES[name]:
            return None
        fsio.make_private_dir(kept.parent)
        fsio.publish(kept, data)
    return kept


def files_of(name: str, folder: Path) -> list[Path]:
    """The test files of a release, or of them the sample."""
    archive = archive_of(name)
    if archive is None:
        return []
    with tarfile.open(archive) as packed:
        wanted = sorted(
            (m for m in packed.getmembers() if m.isfile() and Path(m.name).suffix.lower() in KINDS),
            key=lambda member: member.name,
        )
        for n, member in enumerate(wanted[::EVERY]):
            source = packed.extractfile(member)
            assert source is not None
            (folder / f"{n:03}-{Path(member.name).name}").write_bytes(source.read())
    return sorted(folder.iterdir())


@cache
def bench() -> Any:
    """What the benchmark asks of a copy."""
    spec = importlib.util.spec_from_file_location("bench_intake", ROOT / "benchmarks" / "bench_intake.py")  # fmt: skip
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[spec.name] = importlib.util.module_from_spec(
        spec
    )  # its dataclass looks there
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", SOURCES)
def test_files_of_others_are_taken_in(name: str, tmp_path: Path) -> None:
    """Each is classified and left as it is; of the readable ones all have a copy in PDF/A-2b, A4 and inert, with
    the text that is in them."""
    (tmp_path / "files").mkdir()
    pdf = pikepdf.new()
    sheet(pdf, words("MADE HERE"))
    own = saved(pdf, tmp_path / "own.pdf")
    looked = [
        bench().look(p, tmp_path / "cache") for p in [own, *files_of(name, tmp_path / "files")]
    ]

    assert looked[0].readable
    assert {one.path.name: one.faults for one in looked if one.readable and one.faults} == {}
