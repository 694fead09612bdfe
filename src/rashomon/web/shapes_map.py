"""What the map gives: places as areas as large as what is known of them, and those that have no point."""

from __future__ import annotations

from dataclasses import dataclass

from rashomon.web.shapes import ClaimCard


@dataclass(frozen=True, slots=True)
class View:
    """A window of the map: its middle in degrees (WGS 84), its width in kilometres there."""

    latitude: float
    longitude: float
    width: float


@dataclass(frozen=True, slots=True)
class MapPlace:
    """A place that claims name.

    Attributes:
        id: the same in every comparison.
        name: that of the gazetteer; `words` are those that the documents use most.
        country: ISO 3166-1 alpha-2, empty where it is not known.
        precision: exact, street, neighbourhood, village, town, city, district, province or country; "unknown" where
            there is no point.
        reach: kilometres from the point within which it lies; 0 where there is no point or it is a country.
        others: other places that the name may mean, the likeliest first.
        reason: why it is not on the map; empty where it is.
    """

    id: int
    name: str
    words: str
    country: str
    latitude: float | None
    longitude: float | None
    precision: str
    reach: float
    claims: int
    others: tuple[str, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PlaceClaims:
    """A place with a page of the claims that name it."""

    place: MapPlace
    claims: tuple[ClaimCard, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class MapShown:
    """The map of a window.

    Attributes:
        bulk: the window is the usual one, which holds the bulk of the places.
        drawn: those in the window, most claims first; countries are in `countries`.
        more: places in the window that are not drawn, being too many.
        outside: places with a point outside the window.
        countries: all countries that claims name, most claims first.
        listed: a page of all places with a point in the window, and the number of pages.
        unplaced: a page of the places without a point, and their number in all.
        chosen: the place that was clicked.
    """

    view: View
    usual: View
    bulk: bool
    drawn: tuple[MapPlace, ...]
    more: int
    outside: int
    countries: tuple[MapPlace, ...]
    listed: tuple[MapPlace, ...]
    page: int
    pages: int
    unplaced: tuple[MapPlace, ...]
    unplaced_total: int
    unplaced_page: int
    unplaced_pages: int
    chosen: PlaceClaims | None
