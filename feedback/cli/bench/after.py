"""What happens to a made-up case once it is answered: closed, published, rated, sometimes reopened."""

from __future__ import annotations

from feedback.cli.bench.agency_work import open_turn
from feedback.cli.bench.file import CITIZEN, File, Who
from feedback.cli.bench.pace import dispatcher, soon
from feedback.terms import ClockKind as K
from feedback.terms import ClockOutcome as O
from feedback.terms import Publication, Role, State

HOUR_S, DAY_S = 3600, 86_400
PUBLISHED, RATED = 0.92, 0.35
RATINGS = (4, 6, 14, 38, 38)  # in a hundred, from one to five
LEAST = "1wd"  # deadlines.md R9
WHY = "Hôm nay tôi thấy tình trạng cũ lặp lại, nhờ xem giúp lần nữa."


def follow_up(file: File) -> None:
    """Close, publish, rate: each a while after the one before."""
    chance, town = file.chance, file.town
    who = dispatcher(file)
    at = soon(file, file.changed, 0.05, 1.05, K.CLOSE)
    file.act(at, "case.closed", who)
    file.state, file.closed = State.CLOSED, at
    file.stop(at, K.CLOSE)
    if chance.random() < PUBLISHED:
        at = town.office.advance(at, chance.randrange(60, 9 * HOUR_S))
        file.act(at, "case.published", who)
        file.publication, file.published = Publication.PUBLISHED, at
        file.stop(at, K.PUBLISH)
    if chance.random() < RATED:
        at = file.changed + chance.randrange(60, 3 * DAY_S)
        score = chance.choices((1, 2, 3, 4, 5), RATINGS)[0]
        by = Who(Role.OPERATOR, file.operator, town.centre) if file.operator else CITIZEN
        file.act(at, "report.rated", by, report=str(file.id), rating=score)
        file.rating, file.rated = score, at


def reopen(file: File, at: int) -> None:
    """The citizen is not content: the same agency again, with what was left of the promise."""
    agency = file.turn.agency
    file.act(at, "case.reopened", CITIZEN, agency=agency, via="citizen")
    file.resolved = file.closed = file.result_id = None
    file.reopens += 1
    if file.publication is Publication.PUBLISHED:
        file.publication, file.published = Publication.PRIVATE, None
    file.stop(at, K.CLOSE, K.PUBLISH, outcome=O.CANCELLED)
    file.promised().resume(at, LEAST)
    open_turn(file, at, agency, None)
    file.rating = file.rated = None
    file.rows["note"].append((file.numbers.next("note"), file.id, None, agency, WHY, at))
    file.tell_citizen(at, "reopened", due=file.due_words(at))
    file.tell_agency(at, agency, "agency_reopened")
