"""The accuracy table, and the floors below which no figure may fall.

    python tests/accuracy/floors.py            print the table; a figure below its floor has a <
    python tests/accuracy/floors.py --accept   raise the floors to what is measured; lowers none
    python tests/accuracy/floors.py --rebase   set them anew, after a change of gold or scorer

`floors.json` is pinned with a digest of the gold annotations, the raw texts and the scorer: a floor
means nothing once what it was measured on has changed, so such a change has to be owned up to.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
SEEDS = HERE.parent.parent / "seeds"
FLOORS = HERE / "floors.json"

Figures = dict[str, float]

sys.path.insert(0, str(HERE))


def golds() -> dict[str, tuple[Path, ...]]:
    """Annotations by name: the given ones as they are called, our own with `own/` before.

    Those of a folder of `foreign/` are one: the floor is their mean's, since they are far from
    perfect, and what mends one may cost another a little.
    """
    given = {path.stem: (path,) for path in sorted((HERE / "gold").glob("*.yaml"))}
    own = {f"own/{path.stem}": (path,) for path in sorted((HERE / "own").glob("*.yaml"))}
    folders = sorted(path for path in (HERE / "foreign").iterdir() if path.is_dir())
    foreign = {f"foreign/{f.name}": tuple(sorted(f.glob("*.yaml"))) for f in folders}
    return given | own | foreign


def digest() -> str:
    """SHA-256 over everything that a figure depends on apart from the program."""
    total = hashlib.sha256()
    annotations = [path for paths in golds().values() for path in paths]
    texts = [*SEEDS.glob("*.txt"), *(HERE / "foreign").glob("*/*.txt")]
    files = [HERE / "score.py", HERE / "gold.py", *annotations, *sorted(texts)]
    for path in files:
        total.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def measure(annotations: Sequence[Path]) -> Figures:
    """Build annotated documents and score their trees: the mean of each figure that they have."""
    found: dict[str, list[float]] = {}
    for annotation in annotations:
        for figure, value in _measure(annotation).items():
            found.setdefault(figure, []).append(value)
    return {figure: sum(values) / len(values) for figure, values in found.items()}


def _measure(annotation: Path) -> Figures:
    import gold as gold_format  # from this folder, copied as it is
    import score as scorer

    from converter.build.config import Config
    from converter.build.document import Order, recognised
    from converter.tei.build import serialise

    name = gold_format.yaml.safe_load(annotation.read_text("utf-8"))["source"]
    beside = annotation.with_name(name)
    source = beside if beside.exists() else SEEDS / name
    result, findings = recognised(source, Order(Path(), ()), Config())
    if result is None:
        raise SystemExit("\n".join(d.render() for d in findings))
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder, "issue.xml")
        tree.write_bytes(serialise(result.tree))
        return scorer.score(gold_format.load(annotation, gold_format.Source.read(source)), tree)


def down(figure: float) -> float:
    """Four decimals, never rounded up: a floor has to be reachable."""
    return math.floor(figure * 10_000 + 1e-6) / 10_000


def read() -> tuple[str, dict[str, Figures]]:
    """The digest that the floors were set for, and the floors."""
    if not FLOORS.exists():
        return "", {}
    data = json.loads(FLOORS.read_text("utf-8"))
    return data["digest"], data["floors"]


def raised(floors: dict[str, Figures], measured: dict[str, Figures]) -> dict[str, Figures]:
    """The floors, each raised to what is measured where that is more; none lowered or dropped."""
    return {
        name: {
            figure: max(
                floors.get(name, {}).get(figure, 0.0), down(measured.get(name, {}).get(figure, 0.0))
            )
            for figure in {**floors.get(name, {}), **measured.get(name, {})}
        }
        for name in {**floors, **measured}
    }


def write(floors: dict[str, Figures]) -> None:
    text = json.dumps({"digest": digest(), "floors": floors}, indent=1, ensure_ascii=False)
    FLOORS.write_text(text + "\n", "utf-8")


def table(measured: dict[str, Figures], floors: dict[str, Figures]) -> Iterator[str]:
    """A line a figure, a column a document; what lies below its floor is marked with `<`."""
    names = list(measured)
    figures = list(dict.fromkeys(f for m in measured.values() for f in m))
    yield f"{'':12}" + "".join(f"{name:>17}" for name in names)
    for figure in figures:
        cells = []
        for name in names:
            value = measured[name].get(figure)
            floor = floors.get(name, {}).get(figure, 0.0)
            mark = "<" if value is not None and down(value) < floor else " "
            cells.append(f"{'-':>16} " if value is None else f"{value:16.4f}{mark}")
        yield f"{figure:12}" + "".join(cells).rstrip()


def main() -> int:
    parser = argparse.ArgumentParser(description="Print the accuracy table; see the file's head.")
    parser.add_argument("--accept", action="store_true", help="raise the floors")
    parser.add_argument("--rebase", action="store_true", help="set the floors anew")
    args = parser.parse_args()
    pinned, floors = read()
    measured = {name: measure(paths) for name, paths in golds().items()}
    print("\n".join(table(measured, floors)))
    if args.rebase:
        write(raised({}, measured))
    elif pinned and pinned != digest():
        print("gold, raw texts or scorer have changed: look at the change, then --rebase")
        return 1
    elif args.accept:
        write(raised(floors, measured))
    fallen = [
        f"{name}: {figure} {measured.get(name, {}).get(figure, 0):.4f} < {floor:.4f}"
        for name, own in floors.items()
        for figure, floor in own.items()
        if down(measured.get(name, {}).get(figure, 0.0)) < floor
    ]
    if fallen and not args.rebase:
        print("below the floor:", *fallen, sep="\n  ")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
