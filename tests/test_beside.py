"""The second process that lays letters out: the same bytes, the same errors, and no trace of it."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from io import BufferedReader, BytesIO
from pathlib import Path

import demo_desk
import pytest
from sample_document import notice, seal_png

from noticegen import aside
from noticegen.cli import issue as command
from noticegen.cli.session import Session
from noticegen.errors import DataError, TemplateError
from noticegen.model import Paragraph, Run
from noticegen.render import HouseStyle, beside, render
from noticegen.render.beside import Beside

STYLE = HouseStyle(Path(__file__).parents[1] / "templates")


@pytest.fixture(scope="module")
def second() -> Iterator[Beside]:
    """One for all tests that leave it as it was."""
    with Beside() as process:
        process.prepare(STYLE)
        yield process


def ended(pid: int) -> bool:
    """Whether a process is over within ten seconds."""
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_the_bytes_are_the_same(second: Beside, locale: str) -> None:
    """A letter laid out there is the letter laid out here, byte for byte, seal and all."""
    document = replace(notice(locale, 3), seal=seal_png())

    assert render(document, STYLE, beside=second) == render(document, STYLE)


def test_what_is_laid_out_there_is_read_back_here(
    second: Beside, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A letter that came back with other words is refused."""
    real = second.begin
    other = replace(notice("zh", 1), number="〔2026〕催字第0002号")
    monkeypatch.setattr(second, "begin", lambda _, style, bound: real(other, style, bound))

    with pytest.raises(TemplateError, match="differs"):
        render(notice("zh", 1), STYLE, ("pdf",), beside=second)


@pytest.mark.parametrize(
    ("words", "style", "error"),
    [
        ("\U0002ffff", STYLE, DataError),  # no font has it
        ("\x00", STYLE, DataError),  # no format has it
        ("一", replace(STYLE, page_cap=0), TemplateError),
        ("一", replace(STYLE, templates=Path("/nonexistent")), OSError),
    ],
)
def test_an_error_reads_the_same(
    second: Beside, words: str, style: HouseStyle, error: type[Exception]
) -> None:
    """What keeps a letter from being drawn is said in the words it would be said in without; the next
    letter is not mistaken for the one that failed."""
    document = replace(notice("zh", 1), blocks=(Paragraph((Run(words),)),))
    with pytest.raises(error) as alone:
        render(document, style)
    with pytest.raises(error) as helped:
        render(document, style, beside=second)

    assert str(helped.value) == str(alone.value)
    assert render(notice("zh", 1), STYLE, beside=second).pages == 2


@pytest.mark.parametrize("when", ["before", "while"])
def test_a_dead_process_is_no_loss(when: str) -> None:
    """When it is killed, before it is asked or at work, the letter is drawn here; nothing is left of it."""
    document = notice("zh", 1)
    with Beside() as process:
        pid = process._child.pid
        if when == "before":
            os.kill(pid, signal.SIGKILL)
            assert ended(pid)
        else:
            real = process.begin

            def begin(*words: object) -> object:
                answer = real(*words)  # type: ignore[arg-type]  # as they came
                os.kill(pid, signal.SIGKILL)
                return answer

            process.begin = begin  # type: ignore[method-assign, assignment]
        assert render(document, STYLE, beside=process) == render(document, STYLE)

    assert process._child.returncode == -signal.SIGKILL


def test_it_ends_when_it_is_closed() -> None:
    """Closed at once, or after work, it is gone; closing needs no answer that was not fetched."""
    with Beside() as idle:
        pass
    with Beside() as busy:
        busy.begin(notice("zh", 3), STYLE, False)

    assert all(ended(process._child.pid) for process in (idle, busy))


def test_it_ends_when_the_first_one_is_killed() -> None:
    """Nobody is left behind by a SIGKILL."""
    program = (
        "import os, signal; from noticegen.render.beside import Beside; process = Beside();"
        "print(process._child.pid, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    env = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    first = subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, env=env
    )

    assert first.returncode == -signal.SIGKILL
    assert ended(int(first.stdout))


def test_the_folder_somebody_is_in_is_not_imported_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file `jinja2.py` in the folder of the desk is data, not a part of the program."""
    (tmp_path / "jinja2.py").write_text("open('loaded', 'w').close()")
    monkeypatch.chdir(tmp_path)
    with Beside() as process:
        answer = process.begin(notice("zh", 1), STYLE, False)()

    assert answer is not None and answer.pages == 2
    assert not (tmp_path / "loaded").exists()


def test_fonts_are_not_converted_on_suspicion(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the cache lacks the fonts (half a minute to make), getting ready does not make them."""
    from noticegen.render import fonts

    monkeypatch.setattr(fonts, "prepared", lambda _: False)
    monkeypatch.setattr(fonts, "prepare_fonts", lambda *_: pytest.fail("they were made"))
    monkeypatch.setattr(beside, "_laid", lambda *_, **__: pytest.fail("it was laid out"))

    beside._load_engine()
    beside._prepare(STYLE)


def test_an_unreadable_question_ends_it() -> None:
    """Half a question, as of a process that died asking it, is none."""
    beside.main(BytesIO(b""), BytesIO())
    with pytest.raises(Exception, match=r"truncated|Ran out of input"):
        beside.main(BytesIO(b"\x80\x05\x95"), BytesIO())


@pytest.mark.parametrize(
    ("alone", "dry_run", "processors", "started"),
    [(True, False, 2, True), (True, False, 1, False), (True, True, 2, False), (False, False, 2, False)],
)  # fmt: skip
def test_it_is_started_where_it_helps(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, alone: bool, dry_run: bool, processors: int, started: bool
) -> None:  # fmt: skip
    """For a command line that is a process of its own, draws, and has two processors to run on."""
    monkeypatch.setattr(aside, "processors", lambda: processors)
    session = Session(lang="en", desk_path=demo_desk.new(tmp_path / "desk"), alone=alone)
    with command._beside(session, dry_run) as found:
        assert (found is not None) is started


def test_a_process_that_cannot_be_started_is_no_loss(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """No room for another process, or no interpreter to start: the command does without."""
    monkeypatch.setattr(aside, "processors", lambda: 2)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "gone"))
    session = Session(lang="en", desk_path=demo_desk.new(tmp_path / "desk"), alone=True)
    with command._beside(session, False) as found:
        assert found is None


def test_strange_words_among_the_answers_are_no_loss() -> None:
    """What else is printed there is no answer; nothing more is asked of that process."""
    document = notice("zh", 1)
    with Beside() as process:
        process._from = BufferedReader(BytesIO(b"Loading site\n"))
        assert process.begin(document, STYLE, False)() is None
        process._from = BufferedReader(BytesIO(pickle.dumps((2, "late"))))
        assert process.begin(document, STYLE, False)() is None


def test_a_command_line_is_alone_when_it_makes_its_own_session(tmp_path: Path) -> None:
    """The demo and these tests hand one in: they go on in the same process."""
    assert Session.start("en", str(tmp_path), debug=False).alone
    assert not Session(lang="en", desk_path=tmp_path).alone
