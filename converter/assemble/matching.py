"""The best set of successors: a sparse assignment by shortest augmenting paths."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence


def best_successors(gains: Sequence[Mapping[int, float]], count: int) -> list[int]:
    """For each row its column, or -1, so that the sum of the gains is the greatest.

    `gains[i]` maps columns (0 to `count` - 1) to what linking row i with them gains over linking
    neither; only gains > 0 are worth a link. Jonker and Volgenant's shortest augmenting paths with
    potentials, kept sparse: a row may always stay alone for nothing, so no path is long.
    """
    rows = len(gains)
    # Column count + i is row i's own 'alone'. Costs are made non-negative by the row's best gain.
    row_of: dict[int, int] = {}
    column_of = [-1] * rows
    potential: dict[int, float] = {}
    row_potential = [-max([0.0, *g.values()]) for g in gains]
    for start in range(rows):
        distance: dict[int, float] = {}
        came: dict[int, int] = {}  # column -> row from which it was reached
        done: dict[int, float] = {}
        heap: list[tuple[float, int]] = []
        row, base = start, 0.0
        while True:
            offset = base - row_potential[row]
            for column, gain in gains[row].items():
                if gain > 0 and column not in done:
                    far = offset - gain - potential.get(column, 0.0)
                    if far < distance.get(column, float("inf")):
                        distance[column] = far
                        came[column] = row
                        heapq.heappush(heap, (far, column))
            alone = count + row
            if alone not in done:
                far = offset - potential.get(alone, 0.0)
                if far < distance.get(alone, float("inf")):
                    distance[alone] = far
                    came[alone] = row
                    heapq.heappush(heap, (far, alone))
            while True:
                base, column = heapq.heappop(heap)
                if column not in done and base <= distance[column]:
                    break
            done[column] = base
            if column not in row_of:
                break
            row = row_of[column]
        for seen, far in done.items():
            if seen == column:
                continue
            potential[seen] = potential.get(seen, 0.0) + far - base
            row_potential[row_of[seen]] += base - far
        row_potential[start] += base
        while True:
            row = came[column]
            before = column_of[row]
            column_of[row] = column
            row_of[column] = row
            if row == start:
                break
            column = before
    return [c if c < count else -1 for c in column_of]
