from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from feedback.clock import HO_CHI_MINH
from feedback.rules.gazetteer import Candidate
from feedback.rules.keywords import Guess
from feedback.rules.matrix_walk import Reason
from feedback.rules.place_names import PlaceEvidence
from feedback.rules.routing import Decision, Thresholds, decide
from feedback.rules.rule_line import City, RuleRow, Situation
from feedback.terms import Level

NOON = datetime(2026, 7, 6, 12, tzinfo=HO_CHI_MINH)  # a Monday
CITY = City(
    agencies={
        "so-xay-dung": "Sở Xây dựng",
        "thoat-nuoc": "Công ty Cấp thoát nước",
        "cong-an": "Công an thành phố",
        "ubnd-31135": "UBND phường Ninh Kiều",
        "ubnd-31147": "UBND phường Tân An",
        "ubnd-31231": "UBND xã Thạnh An",
    },
    fields={"giao-thong": "Giao thông", "giao-thong.o-ga": "Mặt đường hư hỏng", "tieng-on": "Tiếng ồn"},
    wards={"31135": "phường Ninh Kiều", "31147": "phường Tân An", "31231": "xã Thạnh An"},
    ward_agencies={"31135": "ubnd-31135", "31147": "ubnd-31147", "31231": "ubnd-31231", "31999": "ubnd-31999"},
)


def row(position: int, field_code: str, agency: str, place: str = "", **more: object) -> RuleRow:
    line = RuleRow(position, position, field_code, place, None, agency, (), "Quy chế", date(2025, 7, 1))
    return replace(line, **more)


ROWS = [
    row(90, "giao-thong", "ward"),
    row(10, "giao-thong.den-tin-hieu", "so-xay-dung", cooperating=("cong-an", "so-cu")),
    row(20, "cap-thoat-nuoc", "thoat-nuoc", "kind:phường"),
    row(21, "cap-thoat-nuoc", "ward", "kind:xã"),
    row(30, "tieng-on", "ward"),
    row(40, "an-ninh-trat-tu", "cong-an"),
    row(50, "cay-xanh", "so-cu"),
    row(60, "dien", "cong-an", level=Level.URGENT),
    row(61, "dien", "so-xay-dung"),
    row(70, "y-te", "cong-an", valid_to=date(2026, 7, 5)),
    row(71, "y-te", "so-xay-dung", valid_from=date(2026, 7, 6)),
    row(80, "giao-duc", "cong-an", "31147"),
    row(81, "giao-duc", "so-xay-dung"),
]


def at(*chances: tuple[str, float], needs_question: bool = False, is_elsewhere: bool = False) -> PlaceEvidence:
    return PlaceEvidence(
        tuple(Candidate(code, chance, "") for code, chance in chances),
        words=("phường X",),
        needs_question=needs_question,
        is_elsewhere=is_elsewhere,
    )


NOWHERE = PlaceEvidence()


def guess(field_code: str, probability: float = 0.9) -> Guess:
    return Guess(field_code, probability, ("ổ gà",))


def route(*guesses: Guess, place: PlaceEvidence = NOWHERE, level: Level = Level.NORMAL) -> Decision:
    return decide(guesses, place, Situation(level, NOON), ROWS, CITY)


def test_a_sub_field_goes_where_its_own_line_says() -> None:
    decision = route(guess("giao-thong.den-tin-hieu"))
    assert decision.agency_code == "so-xay-dung"
    assert decision.rule_id == 10
    assert decision.is_sure
    assert decision.reason is Reason.SURE
    assert decision.cooperating == ("cong-an",)  # one that is no longer in force is left out


def test_a_line_for_a_field_holds_for_its_sub_fields_in_the_ward_where_it_is() -> None:
    decision = route(guess("giao-thong.o-ga"), place=at(("31147", 0.95)))
    assert decision.agency_code == "ubnd-31147"
    assert decision.ward_code == "31147"
    assert decision.sentence_vi == (
        "Chuyển UBND phường Tân An vì nội dung thuộc lĩnh vực Mặt đường hư hỏng (có chữ “ổ gà”), "
        "nơi xảy ra là phường Tân An (ghi “phường X”)."
    )


def test_without_a_place_the_ward_is_asked_for() -> None:
    decision = route(guess("giao-thong.o-ga"))
    assert decision.agency_code is None
    assert decision.reason is Reason.UNSURE_PLACE
    assert decision.candidates == ()
    assert decision.sentence_vi == "Chờ điều phối viên vì chưa rõ nơi xảy ra thuộc phường, xã nào."


def test_two_places_with_one_agency_need_no_question() -> None:
    two = at(("31135", 0.475), ("31147", 0.475), needs_question=True)
    assert route(guess("cap-thoat-nuoc"), place=two).agency_code == "thoat-nuoc"
    tray = route(guess("giao-thong"), place=two)
    assert tray.agency_code is None
    assert tray.reason is Reason.UNSURE_PLACE
    assert [chance.agency_code for chance in tray.candidates] == ["ubnd-31135", "ubnd-31147"]
    assert "UBND phường Ninh Kiều (43%)" in tray.sentence_vi


def test_the_kind_of_ward_decides_where_the_matrix_says_so() -> None:
    assert route(guess("cap-thoat-nuoc"), place=at(("31231", 0.95))).agency_code == "ubnd-31231"
    assert route(guess("cap-thoat-nuoc")).reason is Reason.UNSURE_PLACE


def test_an_earlier_line_for_one_place_leaves_an_unknown_place_open() -> None:
    assert route(guess("giao-duc")).reason is Reason.UNSURE_PLACE
    assert route(guess("giao-duc"), place=at(("31147", 0.9))).agency_code == "cong-an"
    assert route(guess("giao-duc"), place=at(("31135", 0.9))).agency_code == "so-xay-dung"


def test_an_unsure_field_goes_to_the_tray_with_the_best_three() -> None:
    guesses = [guess("an-ninh-trat-tu", 0.4), guess("giao-thong.den-tin-hieu", 0.3), guess("tieng-on", 0.1)]
    decision = route(*guesses, place=at(("31135", 0.95)))
    assert decision.agency_code is None
    assert decision.reason is Reason.UNSURE_FIELD
    assert [chance.agency_code for chance in decision.candidates] == ["cong-an", "so-xay-dung", "ubnd-31135"]


def test_unsure_fields_that_lead_to_one_agency_are_enough() -> None:
    decision = route(guess("an-ninh-trat-tu", 0.45), guess("dien", 0.4), level=Level.URGENT)
    assert decision.agency_code == "cong-an"
    assert decision.candidates[0].probability == 0.85


def test_level_and_dates_choose_the_line() -> None:
    assert route(guess("dien"), level=Level.URGENT).agency_code == "cong-an"
    assert route(guess("dien")).agency_code == "so-xay-dung"
    assert route(guess("y-te")).agency_code == "so-xay-dung"
    assert (
        decide([guess("y-te")], at(), Situation(Level.NORMAL, NOON - timedelta(days=1)), ROWS, CITY).agency_code
        == "cong-an"
    )


def test_what_the_matrix_does_not_know_waits_for_a_person() -> None:
    assert route(guess("lao-dong"), place=at(("31135", 0.95))).reason is Reason.NO_RULE
    assert route(guess("cay-xanh")).reason is Reason.AGENCY_GONE
    assert route(guess("tieng-on"), place=at(("31999", 0.95))).reason is Reason.AGENCY_GONE
    assert route().reason is Reason.UNSURE_FIELD
    assert route(guess("khac", 0.1)).reason is Reason.UNSURE_FIELD


def test_another_city_is_never_sent_on() -> None:
    decision = route(guess("an-ninh-trat-tu", 0.99), place=at(is_elsewhere=True))
    assert decision.agency_code is None
    assert decision.reason is Reason.ELSEWHERE


def test_thresholds_are_the_citys_choice() -> None:
    careful = Thresholds(probability=0.95)
    assert (
        decide([guess("an-ninh-trat-tu")], at(), Situation(Level.NORMAL, NOON), ROWS, CITY, careful).agency_code is None
    )
