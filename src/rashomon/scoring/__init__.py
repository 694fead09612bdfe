"""Rooms run over gold: what `rashomon evaluate` and the floors measure, one function a suite."""

from rashomon.scoring.actors import actors
from rashomon.scoring.amounts import newsquant, numbers, periods, places, quantities, ranges, times, timex, victims
from rashomon.scoring.compared import pairs
from rashomon.scoring.copied import credits_, echoes
from rashomon.scoring.related import anli, fever, sick
from rashomon.scoring.said import (
    OnDocument,
    agreement,
    attribution,
    chains,
    macro_f1,
    nesting,
    pronouns,
    read_text,
    reference,
    stance,
)

__all__ = [
    "OnDocument",
    "actors",
    "agreement",
    "anli",
    "attribution",
    "chains",
    "credits_",
    "echoes",
    "fever",
    "macro_f1",
    "nesting",
    "newsquant",
    "numbers",
    "pairs",
    "periods",
    "places",
    "pronouns",
    "quantities",
    "ranges",
    "read_text",
    "reference",
    "sick",
    "stance",
    "times",
    "timex",
    "victims",
]
