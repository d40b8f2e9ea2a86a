"""Figures of repeated rounds, and what they are judged by."""

import dataclasses
import statistics


@dataclasses.dataclass
class Figure:
    """One line of the table.

    `values` are those of the rounds, which `must` and `aim` are compared with; where there is a floor they are ratios,
    and `parlor` and `floor` hold what was measured.
    """

    row: str
    name: str
    unit: str
    values: list
    must: float | None = None
    aim: float | None = None
    parlor: list | None = None
    floor: list | None = None
    higher_is_better: bool = False
    unjudged: str = ""

    @property
    def value(self):
        return statistics.median(self.values)

    @property
    def noise(self):
        """Half of what the rounds differ by."""
        return (max(self.values) - min(self.values)) / 2

    def reaches(self, goal, slack=0.0):
        return self.value + slack >= goal if self.higher_is_better else self.value - slack <= goal

    @property
    def is_missed(self):
        return not self.unjudged and self.must is not None and not self.reaches(self.must, self.noise)

    @property
    def verdict(self):
        if self.unjudged:
            return f"not judged: {self.unjudged}"
        if self.is_missed:
            return "MISSED"
        if self.aim is not None and self.reaches(self.aim):
            return "aim met"
        if self.must is None:
            return "below its aim" if self.aim is not None else "–"
        return "ok" if self.reaches(self.must) else "ok within the noise"


def ratio(row, name, unit, parlor, floor, **goals):
    return Figure(row, name, unit, [p / f for p, f in zip(parlor, floor)], parlor=parlor, floor=floor, **goals)


def number(value):
    if value is None:
        return ""
    if abs(value) >= 1000:
        return f"{value:,.0f}".replace(",", " ")
    return f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"


def cells(figure):
    measured = number(statistics.median(figure.parlor)) if figure.parlor else number(figure.value)
    floor = number(statistics.median(figure.floor)) if figure.floor else ""
    compared = f"{figure.value:.2f} ±{figure.noise:.2f}" if figure.floor else f"±{number(figure.noise)}"
    sign = "≥" if figure.higher_is_better else "≤"
    goals = [f"{sign} {number(goal)}" if goal is not None else "" for goal in (figure.must, figure.aim)]
    return [figure.row, f"{figure.name}, {figure.unit}" if figure.unit else figure.name, measured, floor, compared,
            *goals, figure.verdict]


HEADER = ["row", "figure", "Parlor", "floor", "ratio or noise", "must", "aim", "verdict"]


def table(figures):
    rows = [HEADER, *map(cells, figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADER))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


def markdown(figures):
    rows = [HEADER, ["---"] * len(HEADER), *map(cells, figures)]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)
