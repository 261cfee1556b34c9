"""The best set of successors: a sparse assignment by shortest augmenting paths."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence

_NEVER = float("inf")


def best_successors(gains: Sequence[Mapping[int, float]], count: int) -> list[int]:
    """For each row its column, or -1, so that the sum of the gains is the greatest.

    `gains[i]` maps columns (0 to `count` - 1) to what linking row i with them gains over linking
    neither; only gains > 0 are worth a link. Shortest augmenting paths with potentials (Jonker and
    Volgenant, 1987), kept sparse: a row may always stay alone for nothing, so no path is long.
    """
    solver = _Solver(gains, count)
    for row in range(len(gains)):
        solver.augment(row)
    return [column if column < count else -1 for column in solver.column_of]


class _Solver:
    """The state between two augmentations; column `count + i` is row i's own 'alone'."""

    def __init__(self, gains: Sequence[Mapping[int, float]], count: int) -> None:
        self.gains = gains
        self.count = count
        self.row_of: dict[int, int] = {}
        self.column_of = [-1] * len(gains)
        self.potential: dict[int, float] = {}
        self.row_potential = [-max([0.0, *row.values()]) for row in gains]

    def augment(self, start: int) -> None:
        """Give row `start` a column, moving others along the cheapest path."""
        came: dict[int, int] = {}  # column -> row from which it was reached
        done: dict[int, float] = {}  # column -> its distance
        distance: dict[int, float] = {}
        heap: list[tuple[float, int]] = []
        row, base = start, 0.0
        while True:
            self._relax(row, base, heap, distance, came)
            while True:
                base, column = heapq.heappop(heap)
                if column not in done and base <= distance[column]:
                    break
            done[column] = base
            if column not in self.row_of:
                break
            row = self.row_of[column]
        del done[column]
        for seen, far in done.items():
            self.potential[seen] = self.potential.get(seen, 0.0) + far - base
            self.row_potential[self.row_of[seen]] += base - far
        self.row_potential[start] += base
        while True:
            row = came[column]
            before = self.column_of[row]
            self.column_of[row] = column
            self.row_of[column] = row
            if row == start:
                return
            column = before

    def _relax(
        self,
        row: int,
        base: float,
        heap: list[tuple[float, int]],
        distance: dict[int, float],
        came: dict[int, int],
    ) -> None:
        """Reach every column of a row from it, where that is nearer than before."""
        potential = self.potential
        offset = base - self.row_potential[row]
        reached = [(c, offset - g) for c, g in self.gains[row].items() if g > 0]
        reached.append((self.count + row, offset))
        for column, cost in reached:
            far = cost - potential.get(column, 0.0)
            if far < distance.get(column, _NEVER) - 1e-12:
                distance[column] = far
                came[column] = row
                heapq.heappush(heap, (far, column))
