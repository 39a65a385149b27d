"""The map of a case file as a drawing, with the same in words for those who do not see it."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from feedback.models import Case
from feedback.queries.case_file import CaseFile
from feedback.queries.surroundings import NEAR_M, NearCase, Place
from feedback.rules import say
from feedback.rules.map_drawing import Box, Frame, Label, Point, compass, frame_around, labels, metres_between
from feedback.web.languages import language

SIZE = (380, 240)
EXACT_VIEWS_M = (560, 1_100, 2_200)  # half the width: the closest shows the whole circle of 300 m
WARD_VIEWS = (1.7, 2.6)  # half the width in radii of the ward
LEAST_PLACES = 4
MOST_NAMED = 7  # more words than that hide one another
SAID = 3  # landmarks that the words name
Reach = tuple[float, float, float, float]  # how far a drawing reaches from its point: left, up, right, down
PIN, DOT, MARK = (14.0, 38.0, 14.0, 4.0), (10.0, 10.0, 10.0, 10.0), (5.0, 5.0, 5.0, 5.0)
CORNER_PX = 24  # the lower edge, where the scale stands


def case_map(file: CaseFile) -> dict[str, Any] | None:
    """Around the case's own point, or around the middle of its ward, which is said; None where neither is known."""
    spot, ward = _spot(file.case), _ward(file)
    centre = spot or (ward.spot if ward else None)
    if centre is None:
        return None
    others = [place for place in file.places if place.kind != "ward" or ward is None or place.code != ward.code]
    near = sorted(others, key=lambda place: metres_between(centre, place.spot))
    views = EXACT_VIEWS_M if spot or ward is None else [ward.radius_m * many for many in WARD_VIEWS]
    frame = frame_around(centre, [place.spot for place in near], views, SIZE, LEAST_PLACES)
    return _drawing(frame, [place for place in near if frame.holds(place.spot)], file.near_cases, bool(spot)) | {
        "title": _title(file, is_exact=bool(spot)),
        "area": round(ward.radius_m * frame.pixels_per_metre) if ward and not spot else 0,
        "coordinates": f"{centre[0]:.5f}, {centre[1]:.5f}" if spot else "",
    }


def _drawing(frame: Frame, shown: list[Place], cases: list[NearCase], is_exact: bool) -> dict[str, Any]:
    middle = frame.place(frame.centre)
    taken = [_around(middle, PIN), (0, frame.height - CORNER_PX, frame.width, frame.height)]
    taken += [_around(frame.place(one.spot), DOT) for one in cases]
    taken += [_around(frame.place(place.spot), MARK) for place in shown if place.kind == "landmark"]
    words = labels(frame, [(place.name, place.spot) for place in shown], taken, MOST_NAMED)
    return {
        "width": frame.width,
        "height": frame.height,
        "pin": middle if is_exact else None,
        "middle": middle,
        "ring": round(NEAR_M * frame.pixels_per_metre) if is_exact else 0,
        "marks": _marks(frame, shown, words),
        "dots": [_dot(frame, one, count) for count, one in enumerate(cases, 1)],
        "bar": {"pixels": round(frame.bar() * frame.pixels_per_metre), "words": _length(frame.bar())},
        "said": _said(frame.centre, shown) if is_exact else "",
        "sources": sorted({place.source for place in shown if place.source}),
    }


def _marks(frame: Frame, shown: list[Place], words: list[Label | None]) -> list[dict[str, Any]]:
    """Landmarks are drawn with or without their name; a street or a ward is its name."""
    return [
        {"kind": place.kind, "at": frame.place(place.spot), "label": label}
        for place, label in zip(shown, words, strict=True)
        if label or place.kind == "landmark"
    ]


def _dot(frame: Frame, one: NearCase, count: int) -> dict[str, Any]:
    return {
        "at": frame.place(one.spot),
        "count": count,
        "number": one.number,
        "title": one.title,
        "state": one.state,
        "url": url_for("agency.case", number=one.number),
        "away": _length(max(1, round(one.metres))),
    }


def _around(spot: tuple[float, float], reach: Reach) -> Box:
    return spot[0] - reach[0], spot[1] - reach[1], spot[0] + reach[2], spot[1] + reach[3]


def _title(file: CaseFile, *, is_exact: bool) -> str:
    ward = file.case.ward
    name = f"{ward.kind} {ward.name}" if ward else _("chưa rõ phường, xã")
    if is_exact:
        return _("Bản đồ quanh nơi xảy ra, %(ward)s", ward=name)
    return _("Bản đồ %(ward)s, áng chừng: chưa ai ghi tọa độ", ward=name)


def _said(centre: Point, shown: list[Place]) -> str:
    """The nearest landmarks with distance and direction; empty where there is none."""
    directions = (
        _("phía bắc"), _("phía đông bắc"), _("phía đông"), _("phía đông nam"),
        _("phía nam"), _("phía tây nam"), _("phía tây"), _("phía tây bắc"),
    )  # fmt: skip
    near = [place for place in shown if place.kind == "landmark"][:SAID]
    return "; ".join(
        _(
            "%(place)s cách %(length)s về %(direction)s",
            place=place.name,
            length=_length(_rounded(metres_between(centre, place.spot))),
            direction=directions[compass(centre, place.spot)],
        )
        for place in near
    )


def _rounded(metres: float) -> int:
    """As exactly as a bus stop's position allows."""
    return max(10, round(metres / 10) * 10)


def _length(metres: int) -> str:
    return (
        f"{metres} m"
        if metres < 1000
        else f"{say.number(metres / 1000, 0 if metres % 1000 == 0 else 1, language())} km"
    )


def _spot(case: Case) -> Point | None:
    return (case.lat, case.lon) if case.lat is not None and case.lon is not None else None


def _ward(file: CaseFile) -> Place | None:
    return next((one for one in file.places if one.kind == "ward" and one.code == file.case.ward_code), None)
