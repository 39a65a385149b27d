"""Points of indicator catalogues: the forms of formula found in the regulations, exact to the hundredth.

Forms as in the provincial sets made after Decision 922/QĐ-BTTTT and in Decision 766/QĐ-TTg: rate × maximum; the same
with a threshold from which all points are given; steps; choices; parts that add up; and points stated by hand with
evidence. Points are Decimal with two decimals, half up. Nothing to divide by gives None ("không có dữ liệu"), never
all points.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction

from feedback.errors import N_, Invalid

CENT = Decimal("0.01")
INDEX = Decimal("0.0001")  # a DTI value has four decimals
TYPED = re.compile(r"[0-9]?(?:[.,][0-9]{1,8})?")

UNKNOWN_FORMULA = N_("Không có cách tính “%(formula)s”.")
BAD_PARAMETERS = N_("Tham số “%(parameters)s” không hợp với cách tính “%(formula)s”.")
BAD_VALUE = N_("Giá trị “%(value)s” cần là số từ 0 đến 1, ví dụ 0.7325.")
WRONG_COUNT = N_("Bộ này có %(wanted)s chỉ số tính điểm, đã nhận %(given)s giá trị.")
NOTHING_SCORED = N_("Bộ này chưa biết điểm tối đa nên chưa tính được.")
NOT_A_PART = N_("Tử số phải từ 0 đến mẫu số.")
NOT_A_NUMBER = N_("Hãy viết một số, ví dụ 12 hoặc 12,5.")
TOO_MANY_POINTS = N_("Điểm phải từ 0 đến %(maximum)s.")
NOT_A_CHOICE = N_("“%(choice)s” không phải một lựa chọn của tiêu chí này.")


class Form(StrEnum):
    """How points come about."""

    RATIO = "ratio"  # numerator / denominator × maximum
    THRESHOLD = "threshold"  # all points from so many per cent on; below, rate × maximum / threshold
    STEP = "step"  # points of the highest step that the amount reaches
    CHOICE = "choice"  # a share of the maximum for each answer
    PARTS = "parts"  # shares of the maximum, for each part that is fulfilled
    MANUAL = "manual"  # stated by a person, with evidence


@dataclass(frozen=True)
class Formula:
    """One row's way to its points. `shares` is of answers (choice) or in order of parts; `steps` highest first."""

    form: Form
    maximum: Decimal
    threshold: Decimal = Decimal(100)  # per cent
    steps: tuple[tuple[Decimal, Decimal], ...] = ()  # (at least, points)
    shares: Mapping[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True)
class Given:
    """What is known of a row. Counts for rates, `amount` for steps, `answers` for choices and fulfilled parts."""

    numerator: int | Decimal | None = None
    denominator: int | Decimal | None = None
    amount: Decimal | None = None
    answers: tuple[str, ...] = ()
    stated: Decimal | None = None


def formula(form: str, parameters: str, maximum: Decimal) -> Formula:
    """A formula from a catalogue's words. Raises Invalid naming `formula` or `parameters`.

    "90" for a threshold in per cent; "4:20;3:15;2:10" for steps; "truong:1;pho:1/2;khong:0" for choices;
    "ke-hoach:1/2;kinh-phi:1/2" for parts.
    """
    try:
        kind = Form(form)
    except ValueError as error:
        raise Invalid("formula", UNKNOWN_FORMULA, formula=form) from error
    try:
        return _formula(kind, parameters, maximum)
    except (ValueError, ZeroDivisionError, InvalidOperation) as error:
        raise Invalid("parameters", BAD_PARAMETERS, parameters=parameters, formula=form) from error


def points(rule: Formula, given: Given) -> Decimal | None:
    """The points of one row; None when nothing is known. Raises Invalid for counts and answers that cannot be."""
    match rule.form:
        case Form.RATIO | Form.THRESHOLD:
            rate = _rate(given)
            if rate is None:
                return None
            full_at = Fraction(rule.threshold) / 100 if rule.form is Form.THRESHOLD else Fraction(1)
            return _share(rule, min(rate / full_at, Fraction(1)))
        case Form.STEP:
            return None if given.amount is None else _step(rule, given.amount)
        case Form.CHOICE | Form.PARTS:
            return _answered(rule, given.answers) if given.answers else None
        case Form.MANUAL:
            return _stated(rule, given.stated)


def index_value(words: str) -> Decimal:
    """A main index's value as people write it, "0,7325" or "0.7325". Raises Invalid naming `values`."""
    typed = words.strip()
    if not typed or TYPED.fullmatch(typed) is None or (value := Decimal(typed.replace(",", "."))) > 1:
        raise Invalid("values", BAD_VALUE, value=typed)
    return value


def composite(values: Sequence[Decimal], maxima: Sequence[Decimal]) -> Decimal:
    """Σ(value × maximum) / Σ maximum over the scored main indices, four decimals (Decision 922/QĐ-BTTTT).

    Raises Invalid naming `values` when the counts differ, a value is not in 0..1, or nothing is scored.
    """
    scored = [maximum for maximum in maxima if maximum > 0]
    if not scored:
        raise Invalid("values", NOTHING_SCORED)
    if len(values) != len(scored):
        raise Invalid("values", WRONG_COUNT, wanted=len(scored), given=len(values))
    for value in values:
        if not (value.is_finite() and 0 <= value <= 1):
            raise Invalid("values", BAD_VALUE, value=value)
    total = sum((value * maximum for value, maximum in zip(values, scored, strict=True)), Decimal(0))
    return (total / sum(scored)).quantize(INDEX, ROUND_HALF_UP)


def merged(old: Sequence[Decimal]) -> Decimal | None:
    """The value of a merged province: the plain average of the old ones', as for DTI 2024; None of none."""
    return (sum(old, Decimal(0)) / len(old)).quantize(INDEX, ROUND_HALF_UP) if old else None


def lost(maximum: Decimal, got: Decimal | None) -> Decimal:
    """What a row costs: the maximum less its points; all of it while it has none."""
    return maximum - (got or Decimal(0))


def _formula(kind: Form, parameters: str, maximum: Decimal) -> Formula:
    pairs = [part.partition(":") for part in parameters.split(";") if part.strip()]
    match kind:
        case Form.THRESHOLD:
            threshold = Decimal(parameters)
            if not 0 < threshold <= 100:
                raise ValueError(parameters)
            return Formula(kind, maximum, threshold=threshold)
        case Form.STEP:
            steps = sorted(((Decimal(least), Decimal(worth)) for least, _, worth in pairs), reverse=True)
            if not steps or any(not 0 <= worth <= maximum for _, worth in steps):
                raise ValueError(parameters)
            return Formula(kind, maximum, steps=tuple(steps))
        case Form.CHOICE | Form.PARTS:
            shares = {name.strip(): Fraction(share.strip()) for name, _, share in pairs}
            whole = sum(shares.values(), Fraction(0)) if kind is Form.PARTS else max(shares.values())
            if whole > 1 or min(shares.values()) < 0:
                raise ValueError(parameters)
            return Formula(kind, maximum, shares=shares)
        case _:
            if parameters:
                raise ValueError(parameters)
            return Formula(kind, maximum)


def _rate(given: Given) -> Fraction | None:
    if given.numerator is None or given.denominator is None:
        return None
    if not 0 <= given.numerator <= given.denominator:
        raise Invalid("numerator", NOT_A_PART)
    return Fraction(given.numerator) / Fraction(given.denominator) if given.denominator else None


def _step(rule: Formula, amount: Decimal) -> Decimal:
    return next((worth for least, worth in rule.steps if amount >= least), Decimal(0)).quantize(CENT)


def _answered(rule: Formula, answers: Sequence[str]) -> Decimal:
    unknown = next((answer for answer in answers if answer not in rule.shares), None)
    if unknown is not None or (rule.form is Form.CHOICE and len(answers) > 1):
        raise Invalid("answers", NOT_A_CHOICE, choice=unknown or ", ".join(answers))
    return _share(rule, sum((rule.shares[answer] for answer in dict.fromkeys(answers)), Fraction(0)))


def _stated(rule: Formula, stated: Decimal | None) -> Decimal | None:
    if stated is None:
        return None
    if not (stated.is_finite() and 0 <= stated <= rule.maximum):
        raise Invalid("points", TOO_MANY_POINTS, maximum=rule.maximum)
    return stated.quantize(CENT, ROUND_HALF_UP)


def _share(rule: Formula, share: Fraction) -> Decimal:
    """A share of the maximum, exactly rounded: the fraction is only divided at the end."""
    exact = share * Fraction(rule.maximum)
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(CENT, ROUND_HALF_UP)
