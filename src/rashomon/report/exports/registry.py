"""The formats that a case can be exported in: one module with `FORMAT` and one line here for each."""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import Final

from rashomon.report.exports.base import Format

FORMATS: Final = MappingProxyType(
    {
        "acled": "rashomon.report.exports.acled",
        "annotation": "rashomon.report.exports.annotation",
        "bibtex": "rashomon.report.exports.bibtex",
        "claim": "rashomon.report.exports.claim",
        "claimreview": "rashomon.report.exports.claimreview",
        "contract": "rashomon.report.exports.contract_json",
        "csl": "rashomon.report.exports.csl",
        "csv": "rashomon.report.exports.tables_csv",
        "ftm": "rashomon.report.exports.ftm",
        "geojson": "rashomon.report.exports.geojson",
        "graphml": "rashomon.report.exports.graphml",
        "parquet": "rashomon.report.exports.tables_parquet",
        "prov": "rashomon.report.exports.prov",
        "xlsx": "rashomon.report.exports.tables_xlsx",
    }
)
"""Name of each format, as it is given on the command line, and the module that writes it."""


def format_named(name: str) -> Format:
    """Return a format by its name; one of `FORMATS`."""
    found: Format = import_module(FORMATS[name]).FORMAT
    return found
