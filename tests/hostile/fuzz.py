"""Fuzzing with a seed: damaged texts through reader, recognition, tree and editions.

`python -m tests.hostile.fuzz --seconds 60` damages the raw texts of seeds/ and some of its own at
random places, and prints what became of them. What fails is kept below --keep, by its case number:
the same seed makes the same cases.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from pathlib import Path

from tests.hostile.properties import EDITIONS, BrokenPropertyError, check

ROOT = Path(__file__).resolve().parents[2]
STRETCH = 6000  # bytes taken of a seed: many cases in the time, of every part of it
SLOW = 30.0  # seconds of processor time for such a stretch: as good as a hang
CONTROLS = (
    *(b"\x00", b"\x08", b"\x0c", b"\x1b[0m", b"\x7f", b"\r", b"\r\n", b"\n", b"\t", b"\xff"),
    *(b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xff\xfe", b"\x81", b"\x84\x31", b"&", b"<", b"]]>"),
    *(c.encode() for c in "\u202e\u2066\u200b\u2028\ufffe\u3000〓●△（）《》“”…—·"),
    *("\n第1页\n".encode(), "\n第2页\n".encode(), "（下转第2版）".encode(), b"  12  ", b" @ a . b"),
)


def texts() -> list[bytes]:
    """What is damaged: every seed, also in other encodings."""
    seeds = [path.read_bytes() for path in sorted((ROOT / "seeds").glob("*.txt"))]
    other = [seeds[0].decode("utf-8", "replace").encode("gb18030", "replace")]
    other.append(seeds[-1].decode("utf-8", "replace").encode("utf-16-le", "replace"))
    return seeds + other


def damage(data: bytes, others: list[bytes], pick: random.Random) -> bytes:
    """One change at a random place."""
    at = pick.randrange(len(data) + 1)
    end = min(len(data), at + int(pick.expovariate(1 / 60)))
    match pick.randrange(8):
        case 0:
            return data[:at] + data[end:]
        case 1:
            other = pick.choice(others)
            start = pick.randrange(len(other))
            return data[:at] + other[start : start + pick.randrange(400)] + data[end:]
        case 2:
            piece = list(data[at:end])
            pick.shuffle(piece)
            return data[:at] + bytes(piece) + data[end:]
        case 3:
            return data[:at] + pick.choice(CONTROLS) * pick.choice((1, 1, 2, 50)) + data[at:]
        case 4:
            return data[:at] + data[at:end] * pick.randrange(2, 30) + data[end:]
        case 5:
            lines = data.split(b"\n")
            pick.shuffle(lines)
            return b"\n".join(lines)
        case 6:
            return data[:at] + pick.randbytes(pick.randrange(1, 12)) + data[end:]
        case _:
            return data[:at] if pick.random() < 0.3 else data.replace(b"\n", b"", pick.randrange(9))


def case(number: int, seed: int, bases: list[bytes]) -> bytes:
    """The case of that number: always the same bytes."""
    pick = random.Random(f"{seed}/{number}")
    base = pick.choice(bases)
    start = pick.randrange(max(1, len(base) - STRETCH))
    data = base[start : start + pick.randrange(50, STRETCH)]
    for _ in range(pick.randrange(1, 8)):
        data = damage(data, bases, pick)
    return data[: 4 * STRETCH]


def main() -> int:
    """Run for a time; 1 where a property did not hold."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="the case of this number alone")
    parser.add_argument("--keep", type=Path, default=ROOT / "build" / "fuzz")
    said = parser.parse_args()
    bases = texts()
    told: Counter[str] = Counter()
    slowest = (0.0, 0)
    began, number = time.monotonic(), said.only or 0
    while time.monotonic() - began < said.seconds:
        data = case(number, said.seed, bases)
        started = time.process_time()
        try:
            told["refused"] += check(data, EDITIONS if number % 4 == 0 else ("md",)) is None
            kind = ""
        except BrokenPropertyError as error:
            kind, words = error.kind, str(error)
        except Exception as error:  # noqa: BLE001 - that there is none is what is measured
            kind, words = "crash", f"{type(error).__name__}: {error}"
        took = time.process_time() - started
        if not kind and took > SLOW:
            kind, words = "slow", f"{took:.0f} s"
        slowest = max(slowest, (took, number))
        told["cases"] += 1
        if kind:
            told[kind] += 1
            said.keep.mkdir(parents=True, exist_ok=True)
            (said.keep / f"{said.seed}-{number}.txt").write_bytes(data)
            print(f"case {number}: {words[:300]}", flush=True)
        if said.only is not None:
            break
        number += 1
    print(f"seed {said.seed}, {time.monotonic() - began:.0f} s")
    rows = {
        "cases run": "cases",
        "refused as no text": "refused",
        "crashes": "crash",
        "ledger failures": "ledger",
        "invalid trees": "tree",
        "editions without the tree's words": "edition",
        f"slower than {SLOW:.0f} s": "slow",
    }
    for words, key in rows.items():
        print(f"  {words:<36}{told[key]:>8}")
    print(f"  {'slowest case':<36}{slowest[0]:>6.2f} s (case {slowest[1]})")
    return int(any(told[k] for k in ("crash", "ledger", "tree", "edition", "slow")))


if __name__ == "__main__":
    sys.exit(main())
