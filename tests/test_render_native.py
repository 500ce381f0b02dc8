"""What is missing on the machine is said with the one line that mends it."""

from __future__ import annotations

import builtins
import ctypes.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sample_document import notice

from noticegen.errors import ExitCode, MissingError
from noticegen.render import HouseStyle, render
from noticegen.render.native import APT, weasyprint

STYLE = HouseStyle(Path(__file__).parents[1] / "templates")


def failing_import(error: Exception) -> Callable[..., ModuleType]:
    """An `import` that fails for weasyprint only."""
    real = builtins.__import__

    def act(name: str, *args: Any, **kwargs: Any) -> ModuleType:
        if name == "weasyprint":
            raise error
        return real(name, *args, **kwargs)

    return act


def test_missing_pango_gives_the_apt_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Pango the error is MissingError (exit code 6) and its hint is the apt line."""
    monkeypatch.setattr(builtins, "__import__", failing_import(OSError("cannot load library")))
    with pytest.raises(MissingError) as caught:
        weasyprint()

    assert caught.value.code is ExitCode.MISSING
    assert caught.value.hint == (APT, APT)
    assert APT.split()[:2] == ["apt-get", "install"] and "libharfbuzz-subset0" in APT


def test_missing_subsetter_gives_the_apt_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without harfbuzz-subset a letter would take seconds: the same line."""
    weasyprint()
    monkeypatch.setattr(sys.modules["weasyprint.text.ffi"], "harfbuzz_subset", None)
    with pytest.raises(MissingError) as caught:
        weasyprint()

    assert "harfbuzz-subset" in caught.value.message.en and caught.value.hint.en == APT


def test_missing_package_gives_the_pip_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the Python package the hint is how to install it."""
    monkeypatch.setattr(builtins, "__import__", failing_import(ImportError("weasyprint")))
    with pytest.raises(MissingError, match="weasyprint is missing"):
        weasyprint()


def test_old_engine_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine before 70 lets a layout reach the network and is refused."""
    monkeypatch.setattr(weasyprint(), "__version__", "69.0")
    with pytest.raises(MissingError, match="older than 70"):
        weasyprint()


def test_docx_needs_no_native_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """A DOCX alone is made without the PDF engine."""
    monkeypatch.setattr(builtins, "__import__", failing_import(OSError("cannot load library")))
    made = render(notice(), STYLE, ("docx",))

    assert made.docx and (made.pdf, made.pages, made.fonts) == (b"", 0, ())


def test_library_search_is_put_back() -> None:
    """The shortcut for finding libraries lasts only while the engine is loaded."""
    search = ctypes.util.find_library
    weasyprint()

    assert ctypes.util.find_library is search
