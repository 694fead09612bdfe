"""The geometry of the picture of intervals: one row an account, all on one scale.

Nothing is drawn here. Horizontal places are percentages, so that the SVG stretches with its column while its words keep
their size; vertical places are CSS pixels.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rashomon.report.marked import fit, width

LOG_FROM = 30.0
"""The largest bound over the smallest from which the scale is logarithmic."""

ROW, LABEL, BAR, AXIS = 50, 14, 30, 38
_LEFT, _RIGHT = 1.5, 98.5
_LABEL_COLUMNS, _LINE_COLUMNS = 26, 40


@dataclass(frozen=True, slots=True)
class Bar:
    """One account of an amount.

    Attributes:
        label: who says so.
        words: the amount in the source's words.
        low, high: inclusive bounds; None (or a value that is not finite) is unbounded.
        points: the numbers as written, drawn as dots.
        denied: the source rejects the amount, or that there is one.
    """

    label: str
    words: str
    low: float | None
    high: float | None
    points: tuple[float, ...] = ()
    denied: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A bar placed in the picture; `x1` is None where the account gives no bound at all.

    `top`, `label_y`, `bar_y` are pixels from the top; `x1`, `x2`, `dots`, `cross` percentages of the width.
    """

    label: str
    words: str
    interval: str
    label_y: int
    bar_y: int
    x1: float | None
    x2: float | None
    open_low: bool
    open_high: bool
    dots: tuple[float, ...]
    cross: float | None


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on the axis; `anchor` is SVG's text-anchor, which keeps the outer labels inside the picture."""

    x: float
    label: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of intervals, ready to draw."""

    title: str
    description: str
    axis: str
    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]
    height: int
    axis_y: int


def number_words(value: float) -> str:
    """Write a number for a reader: "3,500", "1.5 million", "2.5", "1e+21"."""
    size = abs(value)
    if size >= 1e15:
        return f"{value:.3g}"
    for factor, name in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if size >= factor:
            return f"{value / factor:.4g} {name}"
    return f"{value:,.0f}" if value == round(value) else f"{value:,.4g}" if size < 1000 else f"{value:,.1f}"


def interval_words(low: float | None, high: float | None) -> str:
    """Write an interval for a reader: "24 to 60", "101 or more", "up to 10", "250", "no number"."""
    low, high = _finite(low), _finite(high)
    if low is not None and high is not None:
        return number_words(low) if low == high else f"{number_words(low)} to {number_words(high)}"
    if low is not None:
        return f"{number_words(low)} or more"
    return "no number" if high is None else f"up to {number_words(high)}"


def interval_chart(bars: Sequence[Bar], *, title: str, unit: str | None = None) -> Chart | None:
    """Place `bars` on one scale, in the order given; None when no bar has a finite bound.

    The scale is logarithmic where the largest bound is more than `LOG_FROM` times the smallest one above zero and
    none is negative. A zero then stands at the left end of the axis, one step before the smallest bound above it.
    """
    values = [
        v for bar in bars for v in (_finite(bar.low), _finite(bar.high), *map(_finite, bar.points)) if v is not None
    ]
    if not values:
        return None
    open_high = any(_finite(bar.high) is None and _finite(bar.low) is not None for bar in bars)
    scale = _Scale.over(values, open_high=open_high)
    rows = tuple(_row(bar, index, scale) for index, bar in enumerate(bars))
    axis_y = len(bars) * ROW + 4
    kind = "logarithmic scale" if scale.log else "scale does not start at zero" if scale.low > 0 else ""
    return Chart(
        title=title,
        description="; ".join(f"{bar.label}: {_spoken(bar)}" for bar in bars),
        axis=", ".join(part for part in (unit or "number", kind) if part),
        rows=rows,
        ticks=scale.ticks(),
        height=axis_y + AXIS,
        axis_y=axis_y,
    )


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _spoken(bar: Bar) -> str:
    words = interval_words(bar.low, bar.high)
    return f"denies {words}" if bar.denied and words != "no number" else "denies" if bar.denied else words


def _row(bar: Bar, index: int, scale: _Scale) -> Row:
    low, high = _finite(bar.low), _finite(bar.high)
    if low is not None and high is not None and low > high:
        low, high = high, low
    bounded = low is not None or high is not None
    x1 = _LEFT if low is None else scale.place(low)
    x2 = _RIGHT if high is None else scale.place(high)
    # A denial that names no number is drawn across the whole scale: it rejects every value alike.
    drawn = bounded or bar.denied
    label = fit(bar.label, _LABEL_COLUMNS)
    points = [point for point in map(_finite, bar.points) if point is not None]
    if low is not None and low == high:
        points = [low]
    return Row(
        label=label,
        words=fit(bar.words, _LINE_COLUMNS - width(label)),
        interval=_spoken(bar),
        label_y=index * ROW + LABEL,
        bar_y=index * ROW + BAR,
        x1=x1 if drawn else None,
        x2=x2 if drawn else None,
        open_low=bounded and low is None,
        open_high=bounded and high is None,
        dots=() if bar.denied else tuple(dict.fromkeys(scale.place(point) for point in points)),
        cross=round((x1 + x2) / 2, 2) if bar.denied else None,
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    """From values to percentages; `unit` is the smallest value above zero on a logarithmic scale."""

    low: float
    high: float
    log: bool
    unit: float = 1.0

    @classmethod
    def over(cls, values: Sequence[float], *, open_high: bool) -> _Scale:
        least, most = min(values), max(values)
        positive = [value for value in values if value > 0]
        # Compared as logarithms: the quotient of two floats may overflow.
        if least >= 0 and positive and math.log10(most) - math.log10(min(positive)) > math.log10(LOG_FROM):
            unit = min(positive)
            room = 0.2 if open_high else 0.02
            low = math.log10(unit) - (1.0 if least == 0 else 0.1)
            span = math.log10(most) - low
            return cls(low, math.log10(most) + room * span, True, unit)
        low = least if least < 0 or (most > 0 and least > most * 0.75) else 0.0
        span = (most / 2 - low / 2) * 2 or abs(most) or 1.0
        if low > 0:
            low = max(low - span * 0.25, 0.0)
        return cls(low, min(most + span * (0.25 if open_high else 0.06), 1.7e308), False)

    def place(self, value: float) -> float:
        """Return the place of `value` in per cent of the width, kept inside the picture."""
        at = (math.log10(value) if value > 0 else self.low) if self.log else value
        share = (at / 2 - self.low / 2) / (self.high / 2 - self.low / 2)
        return round(_LEFT + (_RIGHT - _LEFT) * min(max(share, 0.0), 1.0), 2)

    def ticks(self) -> tuple[Tick, ...]:
        """Return three to seven round numbers inside the scale."""
        values = self._decades() if self.log else self._steps()
        return tuple(self._tick(value) for value in values)

    def _tick(self, value: float) -> Tick:
        x = self.place(value)
        anchor = "start" if x < 8 else "end" if x > 92 else "middle"
        return Tick(x, number_words(value), anchor)

    def _decades(self) -> list[float]:
        first, last = math.ceil(self.low - 1e-9), math.floor(min(self.high, 308.0))
        zero = [0.0] if math.log10(self.unit) - self.low >= 1.0 else []
        if zero:
            first = math.ceil(math.log10(self.unit) - 1e-9)
        if last - first < 2:
            fine = [m * 10.0**power for power in range(first - 1, last + 1) for m in (1, 2, 5)]
            return zero + [value for value in fine if self.unit <= value and math.log10(value) <= self.high]
        step = max(1, math.ceil((last - first + 1) / 6))
        return zero + [10.0**power for power in range(first, last + 1, step)]

    def _steps(self) -> list[float]:
        span = self.high - self.low if math.isfinite(self.high - self.low) else 1.7e308
        raw = span / 5
        size = 10.0 ** math.floor(math.log10(raw)) if raw > 0 else 1.0
        step = next((size * factor for factor in (1, 2, 5) if size * factor >= raw), size * 10)
        first = math.ceil(self.low / step)
        values = [(first + index) * step for index in range(7)]
        return [float(f"{value:.12g}") for value in values if value <= self.high]
