"""Check every built edition with other people's tools, and print how much each one found.

    python -m tests.editions.check [BUILD]

Exit code 0: nothing was found; 1: something was; 2: a checker or an edition is missing.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.editions.checkers import CHECKERS, MissingError


def main(build: Path) -> int:
    """Check the documents of a build folder."""
    documents = sorted(path.parent for path in build.glob("*/issue.html"))
    if not documents:
        print(f"{build}: no editions; run `make` first", file=sys.stderr)
        return 2
    counts: dict[tuple[Path, str], int] = {}
    details: list[str] = []
    for name, (edition, check) in CHECKERS.items():
        files = [document / edition for document in documents]
        absent = [file for file in files if not file.is_file()]
        if absent:
            print(f"missing: {', '.join(map(str, absent))}", file=sys.stderr)
            return 2
        try:
            findings = check(files)
        except MissingError as missing:
            print(f"{name}: {missing}", file=sys.stderr)
            return 2
        for file in files:
            counts[file.parent, name] = len(findings[file])
            details += [f"{file}: {name}: {line}" for line in findings[file]]
    width = max(len(document.name) for document in documents)
    print(" " * width, *CHECKERS, sep="  ")
    for document in documents:
        row = (str(counts[document, name]).rjust(len(name)) for name in CHECKERS)
        print(document.name.ljust(width), *row, sep="  ")
    print(*details, sep="\n", end="\n" if details else "")
    return 1 if details else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "build")))
