"""The weekly lesson: judge the model in shadow by what people said, then train the next one to look on.

Training takes minutes, so nothing is locked meanwhile: what it needs is read first, what it made is written after.
A model takes over only if it is worse in no field; whatever it was trained on, a person may take it back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from feedback import clock
from feedback.actions import ledger
from feedback.actions.read_corpus import Corpus
from feedback.actions.settings_permit import only_admin
from feedback.actions.train_model import train
from feedback.errors import N_, Missing, Refused
from feedback.models import Decision, FieldModelRow, LabelledExample, Report, ShadowGuess
from feedback.queries import field_models
from feedback.queries.knowledge import knowledge
from feedback.rules.corpus import Example
from feedback.rules.field_evaluation import Asked
from feedback.rules.field_reader import FieldReader
from feedback.rules.keywords import top_level
from feedback.rules.lifecycle import SYSTEM, Actor
from feedback.rules.model_file import unpacked
from feedback.rules.model_verdict import Marks, count, marks, worse_in
from feedback.rules.redaction import redact
from feedback.terms import ModelState

MOST_EXAMPLES = 20_000
WEIGHT = 3.0  # a real report that a person corrected counts as three written ones
HELD_OF = 5  # every fifth correction is asked about, never learned from
HELD_MOST = 3_000  # written texts asked about
LEAST_SHADOW = 30  # decisions that a shadow must have looked on at before it may take over
FILES_KEPT = 8
NOT_WORSE = "Không kém ở lĩnh vực nào."
WORSE = "Kém hơn ở: %(fields)s."
NO_SUCH_MODEL = N_("Không có mô hình này, hoặc tệp của nó đã được dọn.")
IN_FORCE = N_("Mô hình này đang được dùng.")


@dataclass(frozen=True)
class Learned:
    """What is read before training: corrections to learn from and to be asked about, and the model in force."""

    extra: tuple[Example, ...]
    asked: tuple[Asked, ...]
    current: FieldReader
    began_at: datetime


@dataclass(frozen=True)
class Candidate:
    """A trained model, judged against the one in force."""

    version: str
    data: bytes
    example_count: int
    figures: dict[str, Any]
    worse: tuple[str, ...]


def gather(session: Session) -> Learned:
    """The newest word on each report, with personal facts hidden. Two statements beside the knowledge."""
    query = (
        select(LabelledExample.case_id, LabelledExample.field_code, Report.text)
        .join(Report, Report.id == LabelledExample.report_id)
        .order_by(LabelledExample.noted_at.desc(), LabelledExample.id.desc())
        .limit(MOST_EXAMPLES)
    )
    newest: dict[int, Example] = {}
    for case_id, field_code, text in session.execute(query):
        newest.setdefault(case_id, Example(redact(text), field_code, WEIGHT))
    extra = [example for case_id, example in newest.items() if case_id % HELD_OF]
    asked = [_asked(example) for case_id, example in newest.items() if not case_id % HELD_OF]
    return Learned(tuple(extra), tuple(asked), knowledge(session).reader, clock.now())


def teach(learned: Learned, corpus: Corpus) -> Candidate:
    """Train and judge, with no database open. Raises Invalid when there is too little to learn from."""
    version = f"fields-{learned.began_at:%Y%m%d-%H%M}"
    trained = train(
        corpus.learned, learned.extra, held=corpus.held, version=version,
        created_at=learned.began_at, corpus=corpus.fingerprint,
    )  # fmt: skip
    asked = [*learned.asked, *(_asked(example) for example in corpus.held[:: 1 + len(corpus.held) // HELD_MOST])]
    before = marks(asked, learned.current.classify)
    after = marks(asked, FieldReader(learned.current.lexicon, unpacked(trained.data)).classify)
    worse = worse_in(before.by_field, after.by_field)
    figures = {**_compared(before, after), "corrections": len(learned.extra), "asked_corrections": len(learned.asked)}
    return Candidate(version, trained.data, len(corpus.learned) + len(learned.extra), figures, tuple(worse))


def keep_candidate(session: Session, made: Candidate) -> FieldModelRow:
    """Put the candidate in shadow, or keep its figures only when it is worse than the one in force."""
    session.execute(
        update(FieldModelRow).where(FieldModelRow.state == ModelState.SHADOW).values(state=ModelState.RETIRED)
    )
    names = knowledge(session).fields
    row = FieldModelRow(
        version=made.version,
        state=ModelState.REFUSED if made.worse else ModelState.SHADOW,
        trained_at=clock.now(),
        file=made.data,
        sha256=sha256(made.data).hexdigest(),
        size_bytes=len(made.data),
        example_count=made.example_count,
        figures=made.figures,
        verdict=_verdict([names.get(code, code) for code in made.worse]),
    )
    session.add(row)
    session.flush()
    _tidy(session)
    ledger.record(session, SYSTEM, "setting.changed", row, what="field_model", key=row.id)
    return row


def judge_shadow(session: Session) -> FieldModelRow | None:
    """Let the model in shadow take over if, where people have spoken since, it was worse in no field.

    It waits where it has looked on at too few decisions. The row that took over, or None.
    """
    row = session.scalars(select(FieldModelRow).where(FieldModelRow.state == ModelState.SHADOW)).first()
    if row is None:
        return None
    current, candidate = lived(session, row.id)
    if current.whole.n < LEAST_SHADOW:
        return None
    worse = worse_in(current.by_field, candidate.by_field)
    row.figures = {**row.figures, "lived": _compared(current, candidate)}
    if worse:
        names = knowledge(session).fields
        row.state, row.verdict = ModelState.REFUSED, _verdict([names.get(code, code) for code in worse])
        ledger.record(session, SYSTEM, "setting.changed", row, what="field_model", key=row.id)
        return None
    return promote(session, SYSTEM, row.id)


def lived(session: Session, model_id: int) -> tuple[Marks, Marks]:
    """What the model in force and the one in shadow said of the same reports, by the field people found right."""
    query = (
        select(Decision.case_id, LabelledExample.field_code, Decision.field_guesses, ShadowGuess.field_code)
        .join(ShadowGuess, ShadowGuess.decision_id == Decision.id)
        .join(LabelledExample, LabelledExample.case_id == Decision.case_id)
        .where(ShadowGuess.model_id == model_id)
        .order_by(LabelledExample.noted_at.desc(), LabelledExample.id.desc())
        .limit(MOST_EXAMPLES)
    )
    current, candidate = Marks(), Marks()
    seen: set[int] = set()
    for case_id, right, guesses, shadow in session.execute(query):
        if case_id not in seen and guesses:
            seen.add(case_id)
            count(current, top_level(right), top_level(guesses[0]["field"]))
            count(candidate, top_level(right), top_level(shadow))
    return current, candidate


def promote(session: Session, actor: Actor, model_id: int) -> FieldModelRow:
    """Let a model decide from now on; also the way back to an older one. Raises Missing, NotYours, Refused."""
    only_admin(actor)
    row = session.get(FieldModelRow, model_id)
    if row is None or row.file is None or sha256(row.file).hexdigest() != row.sha256:
        raise Missing(NO_SUCH_MODEL)
    if row.state is ModelState.ACTIVE:
        raise Refused(IN_FORCE)
    _retire(session)
    row.state, row.promoted_at, row.promoted_by_id = ModelState.ACTIVE, clock.now(), actor.user_id
    ledger.record(session, actor, "setting.changed", row, what="field_model", key=row.id)
    return row


def back_to_shipped(session: Session, actor: Actor) -> None:
    """Let the model that came with the program decide again. Raises NotYours, Refused."""
    only_admin(actor)
    active = field_models.active(session)
    if active is None:
        raise Refused(IN_FORCE)
    _retire(session)
    ledger.record(session, actor, "setting.changed", active, what="field_model", key=0)


def _retire(session: Session) -> None:
    session.execute(
        update(FieldModelRow).where(FieldModelRow.state == ModelState.ACTIVE).values(state=ModelState.RETIRED)
    )
    session.flush()


def _tidy(session: Session) -> None:
    """The files of models that nobody will go back to are put away; their figures stay."""
    newest = select(FieldModelRow.id).order_by(FieldModelRow.id.desc()).limit(FILES_KEPT)
    old = FieldModelRow.id.not_in(session.scalars(newest).all())
    session.execute(
        update(FieldModelRow)
        .where(old, FieldModelRow.state.in_((ModelState.RETIRED, ModelState.REFUSED)))
        .values(file=None)
        .execution_options(synchronize_session=False)
    )


def _asked(example: Example) -> Asked:
    return Asked(example.text, (top_level(example.field_code),))


def _compared(before: Marks, after: Marks) -> dict[str, Any]:
    """Both models over the same texts, as JSON: the whole, each field, and what the newer one mixes up most."""
    return {
        "n": after.whole.n,
        "top1": round(after.whole.share, 4),
        "top1_before": round(before.whole.share, 4),
        "by_field": {
            code: {"n": held.n, "right": after.by_field[code].right, "right_before": held.right}
            for code, held in sorted(before.by_field.items())
        },
        "confusion": [[right, found, times] for (right, found), times in after.confusion.most_common(12)],
    }


def _verdict(worse: Sequence[str]) -> str:
    return (WORSE % {"fields": ", ".join(worse)})[:300] if worse else NOT_WORSE
