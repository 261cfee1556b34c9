"""Who may import whom: the house's layers, read from the syntax trees of all modules."""

from __future__ import annotations

import ast
import functools
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "converter"

# Each room may import rooms of lower layers, and itself. Within a layer nobody imports a neighbour.
LAYERS = (
    ("cli",),
    ("build",),
    ("pipeline",),
    ("review",),
    ("emit", "ledger"),
    ("read", "label", "assemble", "repair", "tei"),
    ("doubts", "outcome", "learning", "front"),
    ("labelling", "settled", "fields"),
    ("profile", "corrections", "project"),
    ("chinese", "search"),
    ("yamlfile",),
    ("model",),
    ("diagnostics", "patterns"),
    ("wording",),
)
LEVEL = {room: i for i, layer in enumerate(LAYERS) for room in layer}

# Emitters see the tree and nothing that made it: how it is read, the names of its vocabulary and
# what a language's tag says.
FOR_EMITTERS = {
    "converter.tei.reading",
    "converter.tei.records",
    "converter.tei.names",
    "converter.tei.elements",
    "converter.chinese.tags",
}
STAGES = {"read", "label", "assemble", "repair", "tei"}
# Rooms that may open files. tei reads its own schema, emit its own templates and style sheets.
OPENERS = {"cli", "pipeline", "build"}


def modules() -> dict[str, Path]:
    """Every module of the package by dotted name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()


@functools.cache
def parsed(module: str) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse(MODULES[module].read_text("utf-8"))


def room(module: str) -> str:
    """The room of a module: `converter.label.cues` is in label."""
    return module.split(".")[1] if "." in module else ""


def imports(module: str) -> Iterator[str]:
    """Every module that a module imports anywhere, in functions and under TYPE_CHECKING too."""
    path = MODULES[module]
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(parsed(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, *filter(None, [node.module])])
            for alias in node.names:
                name = f"{base}.{alias.name}"
                yield name if name in MODULES else base


OWN = {m: sorted({i for i in imports(m) if i.split(".")[0] == "converter"}) for m in MODULES}


def test_the_walk_sees_the_package() -> None:
    assert len(MODULES) > 20
    assert "converter.model" in OWN["converter.ledger"]
    assert sum(map(len, OWN.values())) > 40


def test_every_room_has_its_layer() -> None:
    rooms = {room(module) for module in MODULES} - {""}
    assert rooms <= LEVEL.keys()


@pytest.mark.parametrize("module", sorted(OWN))
def test_imports_go_down(module: str) -> None:
    mine = room(module)
    if not mine:  # converter/__init__.py is the door to the pipeline
        return
    wrong = []
    for target in OWN[module]:
        other = room(target)
        if other in ("", mine):
            continue
        if LEVEL[other] <= LEVEL[mine]:
            wrong.append(target)
    assert not wrong, f"{module} reaches up or sideways"


@pytest.mark.parametrize("module", sorted(m for m in OWN if room(m) == "emit"))
def test_emitters_see_the_tree_alone(module: str) -> None:
    seen = {t for t in OWN[module] if room(t) not in ("emit", "")}
    assert not seen - FOR_EMITTERS


def test_readers_of_the_tree_do_not_see_its_makers() -> None:
    """What emitters use of tei must not bring in what builds the tree."""
    reached: set[str] = set()
    todo = [m for m in FOR_EMITTERS if m in OWN]
    assert todo
    while todo:
        module = todo.pop()
        if module not in reached:
            reached.add(module)
            todo += [t for t in OWN[module] if t != "converter"]
    assert not {room(m) for m in reached} & {"label", "assemble", "repair", "pipeline", "read"}
    assert "converter.tei.build" not in reached


def test_no_cycles() -> None:
    state: dict[str, int] = {}

    def visit(module: str, path: tuple[str, ...]) -> None:
        if state.get(module) == 2:
            return
        assert state.get(module) != 1, " -> ".join([*path, module])
        state[module] = 1
        for target in OWN[module]:
            # A package's door is imported by its rooms' importers; that is no cycle of the rooms.
            if target in OWN and target != module and not module.startswith(f"{target}."):
                visit(target, (*path, module))
        state[module] = 2

    for module in OWN:
        if module != "converter":
            visit(module, ())


@pytest.mark.parametrize("module", ["converter.model", "converter.diagnostics"])
def test_the_ground_floor_needs_the_standard_library_alone(module: str) -> None:
    foreign = {
        name
        for name in imports(module)
        if name.split(".")[0] not in sys.stdlib_module_names and name.split(".")[0] != "converter"
    }
    assert not foreign


def opened(module: str) -> list[str]:
    """Calls that open files for a module's own purposes."""
    found = []
    for node in ast.walk(parsed(module)):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id == "open":
            found.append(f"open, line {node.lineno}")
        elif isinstance(node.func, ast.Attribute) and node.func.attr in {
            "write_text",
            "write_bytes",
            "mkdir",
            "unlink",
        }:
            found.append(f"{node.func.attr}, line {node.lineno}")
    return found


@pytest.mark.parametrize("module", sorted(m for m in OWN if room(m) not in OPENERS))
def test_files_are_opened_in_cli_pipeline_and_build_only(module: str) -> None:
    assert not opened(module)


def test_opening_is_seen_where_it_is_allowed() -> None:
    """The search itself works: the room that writes files is caught by it."""
    assert opened("converter.build.files")


HEAVY = {"pydantic", "rich", "ebooklib", "jinja2", "rapidfuzz", "charset_normalizer", "yaml"}


@pytest.mark.parametrize("module", sorted(OWN))
def test_what_costs_start_up_is_imported_in_functions(module: str) -> None:
    tree = parsed(module)
    top = [
        name
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
        )
    ]
    # emit/epub is itself imported only when an EPUB is asked for.
    mine = room(module)
    assert not {n.split(".")[0] for n in top} & HEAVY or mine == "emit"


def test_layers_are_listed_from_the_top() -> None:
    """The picture in the README and this table agree on who is above whom."""
    for upper, lower in pairwise(LAYERS):
        assert not set(upper) & set(lower)
    assert LEVEL["cli"] < LEVEL["pipeline"] < LEVEL["emit"] < LEVEL["read"] < LEVEL["chinese"]
