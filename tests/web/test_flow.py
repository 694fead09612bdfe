"""The picture of the ways by which claims came: nothing in it overlaps, and it says what the table says."""

from __future__ import annotations

import itertools
import random
import re

import pytest

from rashomon.web.flow import BOX, GAP, LABEL, LAYERS, Band, Way, flow


def ways(seed: int) -> list[Way]:
    dice = random.Random(seed)
    names = [f"Teller {n}" for n in range(dice.randint(2, 14))]
    made = set()
    for _ in range(dice.randint(1, 25)):
        made.add(("The source", *dice.sample(names, dice.randint(1, min(4, len(names))))))
    return [Way(tellers, dice.randint(1, 400)) for tellers in sorted(made)]


@pytest.mark.parametrize("seed", range(60))
def test_boxes_do_not_overlap_and_bands_end_at_boxes(seed: int) -> None:
    given = ways(seed)
    found = flow(given)
    assert found is not None
    for one, other in itertools.combinations(found.boxes, 2):
        if one.x == other.x:
            assert one.y + one.height <= other.y or other.y + other.height <= one.y
    for box in found.boxes:
        assert box.y >= 0
        assert box.y + box.height <= found.height + 1
        assert box.x + BOX <= found.width
    for band in found.bands:
        middle = along(band)
        for (x, y), edge in ((middle[0], BOX), (middle[-1], 0)):
            assert any(box.x + edge == x and box.y <= y <= box.y + box.height for box in found.boxes)


def along(band: Band) -> list[tuple[float, float]]:
    """Return the points along the middle of a band, whose outline goes there above and back below them."""
    numbers = [float(number) for number in re.findall(r"[\d.]+", band.path)]
    points = list(zip(numbers[::2], numbers[1::2], strict=True))
    middle = []
    for (x, above), (same, below) in zip(points, reversed(points), strict=True):
        assert x == same
        assert abs(abs(below - above) - band.width) < 0.2, "a band is as wide everywhere"
        middle.append((x, (above + below) / 2))
    return middle[: len(middle) // 2]


@pytest.mark.parametrize("seed", range(60))
def test_no_band_runs_through_a_box(seed: int) -> None:
    found = flow(ways(seed))
    assert found is not None
    for band in found.bands:
        middle = along(band)
        # Between the curves a band is level: there it has a lane of its own beside the boxes of a layer.
        for (x1, y1), (x2, y2) in zip(middle[3::4], middle[4::4], strict=False):
            assert y1 == y2
            assert x2 - x1 == BOX
            for box in found.boxes:
                if box.x == x1:
                    assert y1 + band.width / 2 <= box.y or box.y + box.height <= y1 - band.width / 2


@pytest.mark.parametrize("seed", range(20))
def test_the_claims_are_those_of_the_table(seed: int) -> None:
    given = ways(seed)
    found = flow(given)
    assert found is not None
    total = sum(way.claims for way in given)
    assert next(box.claims for box in found.boxes if box.name == "The source") == total
    assert sum(box.claims for box in found.boxes if box.x == found.width - BOX) == total


def test_a_long_name_is_cut_and_kept_whole_for_the_title() -> None:
    name = "The Coordinating Committee of the Northern Provinces"
    found = flow([Way(("源" * 40, name), 3)])
    assert found is not None
    labels = {box.name: box.label for box in found.boxes}
    assert labels[name].endswith("…")
    assert len(labels[name]) <= LABEL
    assert len(labels["源" * 40]) <= LABEL // 2


def test_what_nobody_passed_on_has_no_picture() -> None:
    assert flow([Way(("The source",), 12)]) is None
    assert flow([]) is None


def test_a_chain_without_end_stays_a_picture_one_can_scroll() -> None:
    found = flow([Way(tuple(f"Teller {n}" for n in range(50)), 2)])
    assert found is not None
    assert found.layers == LAYERS
    assert found.width == LAYERS * BOX + (LAYERS - 1) * GAP
    assert {box.name for box in found.boxes} >= {"Teller 0", "Teller 49"}
