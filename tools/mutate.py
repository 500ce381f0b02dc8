"""Mutation testing of rules, figures and clocks: does a test fail when the code is wrong?

    .venv/bin/pip install --group mutation
    .venv/bin/python tools/mutate.py [--seed 1] [MODULE ...]     # until it is stopped; then it goes on
    .venv/bin/python tools/mutate.py --each 20 [MODULE ...]      # a sample: at most so many of each module
    .venv/bin/python tools/mutate.py --again [MODULE ...]        # those that lived, once more
    .venv/bin/python tools/mutate.py --types [MODULE ...]        # those that lived, by mypy
    .venv/bin/python tools/mutate.py --report [MODULE ...]

MODULE is a path under src/noticegen without suffix (ledger, rules/data); all of the core without one.
mutmut makes the mutants. One pytest collects the tests that speak of the modules (TESTS) and runs each
once, to learn which functions it calls. Then, in a fork for each mutant, in an order drawn by the seed,
the code of its function is exchanged and the tests that call it run, first those that killed its
neighbours, then the short ones, until one fails or BUDGET is used. What mypy refuses fails `./run test`
too and is counted apart.

Not mutated: wording in `Text(...)`, strings with Chinese (a reader judges what is said), code that runs
on import (tables). A function that another one made on import is exchanged where it stands. A string has one mutant, not three. Words are kept in `.mutants/` for a function as long
as it is unchanged. Delete the folder to begin anew.
"""

from __future__ import annotations
import __future__

import argparse
import gc
import hashlib
import importlib
import json
import os
import random  # noqa: TID251 (a sample with a seed)
import re
import resource
import shutil
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, NamedTuple

import holidays  # noqa: F401 (once for all forks)
import libcst as cst
import pytest
from hypothesis import Phase, settings
from mutmut.mutation import file_mutation as made
from mutmut.mutation.mutators import operator_string

ROOT = Path(__file__).parents[1]
HERE = ROOT / ".mutants"
CORE = ["ledger", "accrual", "allocation", "account", "recourse", "periods", "limitation", "clocks", "promises", "schedule", "figures", "episodes", "fees", "money", "proceedings", "workdays", "proofs", "deliveries", "sureties", "creditor", "surplus", "waybills"]  # fmt: skip
# Which tests speak of which module; pure ones of milliseconds. None opens a book or draws a page.
TESTS = {
    "accrual account allocation schedule ledger": "figures figures_edges figures_log vectors episodes",
    "figures episodes": "figures figures_edges figures_log vectors episodes",
    "recourse fees money surplus": "recourse fees vectors money figures_log surplus",
    "periods limitation clocks proceedings workdays": "clocks* vectors workdays court_settings",
    "promises": "promises rules_promised figures_log",
    "proofs deliveries": "proofs deliveries rules_after_service figures_log",
    "sureties creditor": "rules_guarantees guarantor_letters clocks* rules_law",
    "waybills": "waybills",
    "lifeline": "lifeline",
    "casefile": "casefile",
    "approved": "approved rules_referral rules_persons",
    "sealing": "sealing",
    "sources": "import_corpus csv_lines sheets maillist portions filed",
    "facts": "facts story compose closing_letters guarantor_letters recourse_notice referral_file packet_papers",
    "worklist": "worklist worklist_edges plan",
    "rules": "rules_* timeline* closing_letters guarantor_letters recourse_notice approved lexicon",
}
BUDGET = 8.0  # seconds of processor for a mutant
ALIVE = ("lived", "untested")
KEPT = (
    "property",
    "remembered",
    "once",
    "cache",
    "lru_cache",
)  # decorators that may stand over a mutant
FIXTURES = {"any_book", "examples", "drawn_once", "postgres"}  # of tests that are not pure


class Mutant(NamedTuple):
    """One change of one function."""

    key: str  # module, function, hash of the function, number
    module: str
    scope: str  # class, or ""
    change: Any  # of mutmut: the old node, the new one, the function around them

    @property
    def function(self) -> str:
        """Module and name of the function: rules/data.as_of."""
        name = self.change.contained_by_top_level_function.name.value
        return f"{self.module}.{self.scope}.{name}" if self.scope else f"{self.module}.{name}"


def mutants(module: str) -> list[Mutant]:
    """All of a module, in the order of the source."""
    source = _source(module).read_text("utf-8")
    tree, changes, _, _ = made.create_mutations(module, source)
    outer = {n: c.name.value for c in tree.body if isinstance(c, cst.ClassDef) for n in c.body.body}
    found, numbers = [], Counter[str]()
    for change in changes:
        function = change.contained_by_top_level_function
        if not isinstance(function, cst.FunctionDef):
            continue
        body = hashlib.sha256(_text(function).encode()).hexdigest()[:10]
        scope = outer.get(function, "")
        key = f"{module}.{f'{scope}.' if scope else ''}{function.name.value}.{body}"
        numbers[key] += 1
        found.append(Mutant(f"{key}.{numbers[key]}", module, scope, change))
    return found


def _source(module: str) -> Path:
    return ROOT / "src" / "noticegen" / f"{module}.py"


def _text(node: Any) -> str:
    return cst.Module([]).code_for_node(node)


def _skip(visitor: Any, node: cst.CSTNode) -> bool:
    """Wording is left alone; a function under a decorator that keeps answers is not."""
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value == "Text":
        return True
    if isinstance(node, cst.SimpleString) and re.search("[\u3000-\uffee]", node.value):
        return True
    if isinstance(node, cst.FunctionDef) and node.decorators:
        over = [getattr(d.decorator, "func", d.decorator) for d in node.decorators]
        return not all(isinstance(d, cst.Name) and d.value in KEPT for d in over)
    return bool(_skipped(visitor, node))


_skipped = made.MutationVisitor._skip_node_and_children
made.MutationVisitor._skip_node_and_children = _skip  # type: ignore[method-assign]
made.mutation_operators[:] = [  # type: ignore[index]
    (kind, (lambda node: list(operator_string(node))[:1]) if op is operator_string else op)
    for kind, op in made.mutation_operators
]


def refused(chosen: list[Mutant]) -> set[str]:
    """Those in whose lines mypy finds an error."""
    shutil.copytree(ROOT / "src", HERE / "src", dirs_exist_ok=True)
    spans: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for module in {m.module for m in chosen}:
        lines = _source(module).read_text("utf-8").splitlines()
        for n, mutant in enumerate(m for m in chosen if m.module == module):
            function = mutant.change.contained_by_top_level_function
            name = f"{function.name.value}_{n}"
            new = _changed(mutant).with_changes(name=cst.Name(name)).visit(_NoDecorators())
            text = _text(new).strip("\n")
            if mutant.scope:  # a method stands alone, with the type of its class
                text = text.replace("(self", f"(self: {mutant.scope}", 1)
            since = len(lines) + 1
            lines += text.splitlines()
            spans[module].append((since, len(lines), mutant.key))
        (HERE / "src" / "noticegen" / f"{module}.py").write_text("\n".join(lines) + "\n", "utf-8")
    files = [f"src/noticegen/{m}.py" for m in spans]
    command = [sys.executable, "-m", "mypy", "--config-file", str(ROOT / "pyproject.toml"), *files]
    said = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False).stdout
    shutil.rmtree(HERE / "src")
    errors: dict[str, list[int]] = defaultdict(list)
    for path, line in re.findall(r"^src/noticegen/(.+)\.py:(\d+): error", said, re.M):
        errors[path].append(int(line))
    return {k for m, s in spans.items() for a, b, k in s if any(a <= line <= b for line in errors[m])}  # fmt: skip


class _NoDecorators(cst.CSTTransformer):
    def leave_Decorator(self, *_: cst.Decorator) -> cst.RemovalSentinel:
        return cst.RemoveFromParent()


def _changed(mutant: Mutant) -> Any:
    change = mutant.change
    function = change.contained_by_top_level_function
    return made.deep_replace(function, change.original_node, change.mutated_node)


def exchange(mutant: Mutant) -> None:
    """Put the changed code into the living function, wherever it has been imported to."""
    module = importlib.import_module(f"noticegen.{mutant.module.replace('/', '.')}".removesuffix(".__init__"))  # fmt: skip
    new = _changed(mutant).visit(_NoDecorators())
    names = dict(vars(module))
    exec(compile(_text(new), str(mutant.key), "exec", __future__.annotations.compiler_flag, True), names)  # fmt: skip
    owner = vars(getattr(module, mutant.scope)) if mutant.scope else vars(module)
    old, made_ = owner[new.name.value], names[new.name.value]
    while not isinstance(old, FunctionType) or hasattr(old, "__wrapped__"):
        old = old.fget if isinstance(old, property) else old.__wrapped__
    _inner(old.__code__, made_.__code__)
    old.__code__, old.__defaults__ = made_.__code__, made_.__defaults__
    old.__kwdefaults__ = made_.__kwdefaults__


def _inner(old: CodeType, new: CodeType) -> None:
    """What the function made while modules were imported (a rule in a table) is changed as well."""
    pairs = dict(_pairs(old, new))
    if pairs:
        gc.unfreeze()
        for made_ in gc.get_objects():
            if isinstance(made_, FunctionType) and made_.__code__ in pairs:
                made_.__code__ = pairs[made_.__code__]


def _pairs(old: CodeType, new: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    """The functions inside, those of before and those of now, where they take the same from outside."""
    inside = [[c for c in code.co_consts if isinstance(c, CodeType)] for code in (old, new)]
    for a, b in zip(*inside, strict=False):
        if (a.co_name, a.co_freevars) == (b.co_name, b.co_freevars):
            yield a, b
            yield from _pairs(a, b)


class Campaign:
    """A pytest plugin: the tests are collected once, each mutant is judged in a fork."""

    def __init__(self, chosen: list[Mutant], words: dict[str, str]) -> None:
        self.chosen, self.words = chosen, words

    def pytest_configure(self) -> None:
        """A failing example need not be made smaller."""
        phases = (Phase.explicit, Phase.generate)
        settings.register_profile(
            "mutation",
            settings.default,
            phases=phases,
            derandomize=True,
            max_examples=20,
            deadline=None,
        )
        settings.load_profile("mutation")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """In place of running the tests once."""
        pure = [item for item in session.items if not FIXTURES & set(item.fixturenames)]
        tests = {item.nodeid: item for item in pure}
        for name in ("cases", "small_case", "ledger_cases"):
            if name in sys.modules:
                sys.modules[name].policy()
        if "recorded" in sys.modules:
            for file in sys.modules["recorded"].FOLDER.glob("*.txt"):
                sys.modules["recorded"].known(file.stem)
        gc.collect()
        gc.freeze()
        killers: dict[str, Counter[str]] = defaultdict(Counter)
        calls, took = reach(tests)
        for number, mutant in enumerate(self.chosen):
            near = (killers[mutant.key.rpartition(".")[0]], killers[mutant.module])
            files = tuple(f"tests/{f.name}::" for f in files_of([mutant.module]))
            met = [t for t in calls[mutant.function] if t.startswith(files)]
            met.sort(key=lambda t: (-near[0][t], -near[1][t], took[t]))
            word, by = judge(mutant, [tests[t] for t in met])
            self.words[mutant.key] = word
            for counted in near if by else ():
                counted[by] += 1
            _keep(self.words)
            print(f"{number + 1}/{len(self.chosen)} {word} {mutant.key} {by}", flush=True)
        return True


def reach(tests: dict[str, pytest.Item]) -> tuple[dict[str, list[str]], dict[str, float]]:
    """Which tests call each function, and the seconds of processor that each test takes; kept as long as
    code and tests are the same."""
    told = hashlib.sha256("".join(tests).encode())
    for file in sorted(f for part in ("src", "tests") for f in (ROOT / part).rglob("*.*")):
        told.update(file.read_bytes() if file.suffix in {".py", ".txt"} else b"")
    kept = HERE / f"reach-{told.hexdigest()[:16]}.json"
    if kept.exists():
        calls, took = json.loads(kept.read_text("utf-8"))
        return defaultdict(list, calls), took
    calls, took = defaultdict[str, list[str]](list), dict[str, float]()
    for name, item in tests.items():
        said = _apart(lambda item=item: _followed(item))
        if said is None:
            print(f"{name} takes too long and is not asked", flush=True)
            continue
        passed, functions, took[name] = said
        if not passed:
            sys.exit(f"{name} fails without a mutant")
        for function in functions:
            calls[function].append(name)
    kept.write_text(json.dumps([calls, took]), "utf-8")
    return calls, took


def _followed(item: pytest.Item) -> tuple[bool, list[str], float]:
    """Whether it passes, what it calls, and how long it takes."""
    seen: set[Any] = set()
    begun = time.process_time()
    sys.settrace(lambda frame, *_: seen.add(frame.f_code))  # calls alone: it returns nothing
    passed = _passes(item)
    sys.settrace(None)
    took = time.process_time() - begun
    src = f"{ROOT / 'src' / 'noticegen'}/"
    own = {(c.co_filename, c.co_qualname.partition(".<locals>")[0]) for c in seen}
    found = {f"{f.removeprefix(src).removesuffix('.py')}.{q}" for f, q in own if f.startswith(src)}
    return passed, sorted(found), took


def judge(mutant: Mutant, tests: list[pytest.Item]) -> tuple[str, str]:
    """killed (by which test), slow (out of time), lived or untested."""
    if not tests:
        return "untested", ""
    return _apart(lambda: _try(mutant, tests)) or ("slow", "")


def _apart(work: Callable[[], Any]) -> Any:
    """What it gives in a child process, as JSON has it; None if that dies or runs out of time."""
    told, tell = os.pipe()
    if not (pid := os.fork()):
        _silent()
        resource.setrlimit(resource.RLIMIT_CPU, (int(BUDGET) + 15,) * 2)
        with os.fdopen(tell, "wb") as pipe:
            pipe.write(json.dumps(work()).encode())
        os._exit(0)
    os.close(tell)
    with os.fdopen(told, "rb") as pipe:
        said = pipe.read()
    os.waitpid(pid, 0)
    return json.loads(said) if said else None


def _try(mutant: Mutant, tests: list[pytest.Item]) -> tuple[str, str]:
    exchange(mutant)
    since = time.process_time()
    for item in tests:
        if not _passes(item):
            return "killed", item.nodeid
        if time.process_time() - since > BUDGET:
            break
    return "lived", ""


def files_of(modules: list[str]) -> list[Path]:
    """The test files that speak of these modules."""
    names = {m.partition("/")[0] for m in modules}
    wanted = [t for of, tests in TESTS.items() if names & set(of.split()) for t in tests.split()]
    return sorted({p for t in wanted for p in (ROOT / "tests").glob(f"test_{t}.py")})


def _silent() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def _passes(item: pytest.Item) -> bool:
    from _pytest.runner import runtestprotocol

    return all(r.passed for r in runtestprotocol(item, log=False, nextitem=None))


def _keep(words: dict[str, str]) -> None:
    (HERE / "words.json").write_text(json.dumps(words, indent=0), "utf-8")


def report(chosen: list[Mutant], words: dict[str, str]) -> None:
    """Those that lived with their change, then a table by module."""
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    for m in chosen:
        word = words.get(m.key, "open")
        rows[m.module][word] += 1
        rows["all"][word] += 1
        if word in ALIVE:
            print(f"{word} {m.key}\n    - {_text(m.change.original_node).strip()}\n    + {_text(m.change.mutated_node).strip()}")  # fmt: skip
    for module, n in rows.items():
        dead, alive = n["killed"] + n["slow"], n["lived"] + n["untested"]
        share = f"{(dead + n['types']) / max(1, dead + alive + n['types']):.1%} | {dead / max(1, dead + alive):.1%}"  # fmt: skip
        print(f"| {module} | {n['types']} | {dead} | {alive} | {n['open']} | {share} |")


def sample(wanted: list[Mutant], each: int) -> list[Mutant]:
    """The first so many of each module, in the order they are in."""
    taken = Counter[str]()
    found = []
    for mutant in wanted:
        taken[mutant.module] += 1
        if taken[mutant.module] <= each:
            found.append(mutant)
    return found


def main() -> None:
    """One campaign and its report."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)  # fmt: skip
    rules = sorted((ROOT / "src" / "noticegen" / "rules").glob("*.py"))
    asked.add_argument("modules", nargs="*", default=[*CORE, *(f"rules/{p.stem}" for p in rules)])
    for flag in ("--again", "--types", "--report"):
        asked.add_argument(flag, action="store_true")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--each", type=int)
    args = asked.parse_args()
    HERE.mkdir(exist_ok=True)
    kept = HERE / "words.json"
    words: dict[str, str] = json.loads(kept.read_text("utf-8")) if kept.exists() else {}
    if args.again or args.types:  # only where something lived
        where = {k.partition(".")[0] for k, word in words.items() if word in ALIVE}
        args.modules = [m for m in args.modules if m in where]
    chosen = [m for module in args.modules for m in mutants(module)]
    if args.types:
        lived = [m for m in chosen if words.get(m.key) in ALIVE]
        words |= dict.fromkeys(refused(lived), "types")
    elif not args.report:
        wanted = [m for m in chosen if words.get(m.key, "") in (ALIVE if args.again else ("",))]
        random.Random(args.seed).shuffle(wanted)
        if args.each is not None:
            wanted = sample(wanted, args.each)
        files = [str(p) for p in files_of(args.modules)]
        pytest.main(["-q", "-p", "no:cacheprovider", "--noconftest", f"--rootdir={ROOT}", *files], plugins=[Campaign(wanted, words)])  # fmt: skip
    _keep(words)
    report(chosen, words)


if __name__ == "__main__":
    main()
