"""Windows through a network: every place is judged once, in the window where it stands farther from an edge."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from rashomon.extract import encoder
from rashomon.extract.encoder import (
    Anchored,
    OnnxNetwork,
    encode,
    judge,
    merged,
    model_folder,
    shares,
    shipped_network,
)
from rashomon.extract.pieces import Pieces, cut, load_tokenizer
from rashomon.machine import multiplies_bytes


class Echo:
    """A network that finds an anchor at every piece whose identifier is even, and gives its identifier as score."""

    def encode(self, ids: NDArray[np.int64]) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
        states = np.repeat(ids[..., None], 4, 2).astype(np.float32)
        return states, (ids % 2 == 0).astype(np.float32), states

    def link(
        self, ids: NDArray[np.int64], states: NDArray[np.float32], window: NDArray[np.int64], place: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        del ids, place
        found: NDArray[np.float32] = states[window]
        return found

    def point(
        self, ids: NDArray[np.int64], states: NDArray[np.float32], window: NDArray[np.int64], place: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        return self.link(ids, states, window, place)[..., 0]


def pieces(count: int) -> Pieces:
    places = np.arange(count, dtype=np.int64)
    return Pieces(places + 1000, places, places + 1)


def anchored(count: int, *, window: int, overlap: int) -> tuple[Anchored, ...]:
    text = pieces(count)
    batches = (encode(Echo(), text, share) for share in shares(count, window=window, overlap=overlap))
    found = merged(count, (judge(Echo(), batch, least=0.5) for batch in batches))
    # Every piece has the tag of its own window.
    assert found.tags[:, 0].tolist() == text.ids.tolist()
    return found.anchored


@given(st.integers(0, 900), st.integers(8, 64), st.data())
def test_every_anchor_is_found_once_with_the_scores_of_its_own_window(
    count: int, window: int, data: st.DataObject
) -> None:
    overlap = data.draw(st.integers(0, window - 4))
    found = anchored(count, window=window, overlap=overlap)
    assert [one.place for one in found] == list(range(0, count, 2))
    for one in found:
        assert one.low <= one.place < one.low + len(one.logits)
        # The scores that come back are those of the window's own pieces, without the marks at its ends.
        assert one.logits[:, 0].tolist() == list(range(1000 + one.low, 1000 + one.low + len(one.logits)))


@pytest.mark.parametrize("place", [100, 120, 140])
def test_a_place_in_the_overlap_is_judged_where_more_is_seen_around_it(place: int) -> None:
    found = {one.place: one for one in anchored(400, window=130, overlap=64)}
    one = found[place]
    room = min(place - one.low, one.low + len(one.logits) - 1 - place)
    assert room >= 31


def test_what_a_window_says_does_not_hang_on_what_is_read_beside_it() -> None:
    """The first window of a long text says the same, to the last bit, as it does alone."""
    network = shipped_network()
    text = " ".join(f"The mayor of town {n} said that nobody had come." for n in range(60))
    whole = cut(text, load_tokenizer(model_folder() / "tokenizer.json"))
    share = shares(len(whole), window=128, overlap=16)[0]
    end = share.spans[0][1]
    alone = Pieces(whole.ids[:end], whole.starts[:end], whole.ends[:end])
    assert len(whole) > 2 * end
    beside = encode(network, whole, share).chances[0]
    assert np.array_equal(beside, encode(network, alone, shares(end, window=128, overlap=16)[0]).chances[0])


@pytest.mark.skipif(not multiplies_bytes(), reason="this processor has no products of bytes to compare with")
def test_a_processor_without_products_of_bytes_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Weights that the library turns into unsigned ones must not change what is read, only the time it takes."""
    pieces = cut(
        "The governor said on Monday that he would not resign. " * 6, load_tokenizer(model_folder() / "tokenizer.json")
    )
    (share,) = shares(len(pieces), window=256, overlap=48, together=1)
    found = []
    for able in (True, False):
        monkeypatch.setattr(encoder, "multiplies_bytes", lambda able=able: able)
        network = OnnxNetwork(model_folder())
        batch = encode(network, pieces, share)
        found.append((batch, judge(network, batch, least=0.08)))
    (quick, told), (safe, other) = found
    np.testing.assert_array_equal(quick.states, safe.states)
    assert [(one.place, one.probability) for one in told.anchored] == [
        (one.place, one.probability) for one in other.anchored
    ]
    assert told.anchored
