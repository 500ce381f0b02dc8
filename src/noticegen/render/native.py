"""The native libraries the PDF engine needs, and the one line that installs them."""

from __future__ import annotations

import ctypes.util
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from noticegen.errors import MissingError, TemplateError
from noticegen.text import Text

APT = (
    "apt-get install -y --no-install-recommends "
    "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
)


@contextmanager
def _by_soname() -> Iterator[None]:
    """Let libraries be found by the system's loader only.

    For each spelling of a name the loader does not know, cffi asks `ctypes.util`, which runs gcc and
    ldconfig: a third of a second for names meant for other systems. On Linux the loader knows best."""
    if sys.platform != "linux":
        yield
        return
    search = ctypes.util.find_library
    ctypes.util.find_library = lambda name: None
    try:
        yield
    finally:
        ctypes.util.find_library = search


_press_config: list[Path] = []  # the font list the press has read, once per process


def plutoprint(config: Path) -> ModuleType:
    """The press, imported on first use, with the fonts of `config` (a fonts.conf) and no others.

    It reads its font list once and keeps it, so one process can press with one list only. Raises
    MissingError if the press is not installed, TemplateError for a second list."""
    try:
        import plutoprint as engine
    except ImportError as error:
        raise MissingError(
            Text("缺少 Python 库 plutoprint", "the Python library plutoprint is missing"),
            Text("pip install 'noticegen[press]'", "pip install 'noticegen[press]'"),
        ) from error
    if not _press_config:
        with environment({"FONTCONFIG_FILE": str(config), "FONTCONFIG_SYSROOT": None}):
            book = engine.Book()
            book.load_html("<p>.")
            book.get_page_count()
        _press_config.append(config)
    if _press_config != [config]:
        raise TemplateError(
            Text(
                "一个进程只能用一套字体批量排版",
                "one process can press with one list of fonts only",
            ),
            Text("另起一个进程", "use another process"),
        )
    return engine


@contextmanager
def environment(values: Mapping[str, str | None]) -> Iterator[None]:
    """Environment variables set (or taken away: None) for a while, where native libraries see them."""
    before = {name: os.environ.get(name) for name in values}
    try:
        _set_environment(values)
        yield
    finally:
        _set_environment(before)


def _set_environment(values: Mapping[str, str | None]) -> None:
    for name, value in values.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def weasyprint() -> ModuleType:
    """The engine, imported on first use. Raises MissingError if it cannot work well here.

    Without harfbuzz-subset it would work, but a letter takes seconds and a warning (so: refused)."""
    try:
        with _by_soname():
            import weasyprint as engine
            from weasyprint.text.ffi import harfbuzz_subset
    except ImportError as error:
        raise MissingError(
            Text("缺少 Python 库 weasyprint", "the Python library weasyprint is missing"),
            Text("pip install 'weasyprint>=70'", "pip install 'weasyprint>=70'"),
        ) from error
    except OSError as error:
        raise MissingError(
            Text("缺少系统库 Pango", "the system library Pango is missing"), Text(APT, APT)
        ) from error
    if not harfbuzz_subset:
        raise MissingError(
            Text("缺少系统库 harfbuzz-subset", "the system library harfbuzz-subset is missing"),
            Text(APT, APT),
        )
    if int(engine.__version__.split(".")[0]) < 70:
        raise MissingError(
            Text(
                "weasyprint 版本低于 70",
                "weasyprint is older than 70 (its fetcher can be bypassed)",
            ),
            Text("pip install 'weasyprint>=70'", "pip install 'weasyprint>=70'"),
        )
    return engine  # type: ignore[no-any-return]  # weasyprint ships no types
