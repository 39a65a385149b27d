"""`routing evaluate | explain | train`: how fields are found, why, and the model made anew."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import click

from feedback import clock
from feedback.actions.read_corpus import FOLDER, PER_FIELD, read_corpus
from feedback.actions.train_model import train
from feedback.cli.plain import database, group, table
from feedback.cli.routing_explain import explanation
from feedback.errors import Invalid
from feedback.queries.city import city, thresholds
from feedback.queries.field_models import SHIPPED
from feedback.queries.knowledge import knowledge
from feedback.rules.bare_text import without_accents
from feedback.rules.field_evaluation import Asked, Mistake, evaluate
from feedback.rules.text import excerpt, fold

MISTAKES = ("Đúng ra là", "Máy đoán", "Xác suất", "Chữ đã xét", "Nội dung")

routing = group("routing", "Phân loại và chuyển phản ánh.")


@routing.command("evaluate")
@click.argument("file", type=click.File(encoding="utf-8"), metavar="TỆP.jsonl")
@click.option("--mistakes", is_flag=True, help="In thêm bảng những câu đoán sai.")
@click.option("--no-diacritics", is_flag=True, help="Bỏ hết dấu của nội dung trước khi xét.")
def evaluate_command(file: Iterable[str], mistakes: bool, no_diacritics: bool) -> None:
    """Đo trên một tệp có sẵn lời giải: mỗi dòng một đối tượng JSON với text, field, có thể thêm field_alt."""
    with database().reading() as session:
        known, settings = knowledge(session), city(session)
    asked = [_asked(line, number, known.fields, no_diacritics) for number, line in enumerate(file, 1) if line.strip()]
    known.reader.classify("")
    figures, wrong = evaluate(
        asked,
        known.reader.classify,
        thresholds(settings, known.reader).of,
        perf_counter,
    )
    if mistakes and wrong:
        click.echo(table([_mistake(row, known.fields) for row in wrong], MISTAKES))
    click.echo(json.dumps({**asdict(figures), "model_version": known.reader.version}, ensure_ascii=False))


@routing.command("explain")
@click.argument("text", metavar="NỘI_DUNG")
def explain_command(text: str) -> None:
    """Nói rõ máy hiểu một nội dung như thế nào và sẽ chuyển cho ai, vì sao."""
    with database().reading() as session:
        for line in explanation(session, text):
            click.echo(line)


@routing.command("train")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default=SHIPPED, help="Tệp mô hình sẽ ghi.")
@click.option("--corpus", type=click.Path(path_type=Path, file_okay=False, exists=True), default=FOLDER)
@click.option("--per-field", type=click.IntRange(min=10), default=PER_FIELD, help="Số câu mỗi lĩnh vực.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Ngày ghi trong tệp; cùng nguồn, cùng ngày, cùng tệp.")
def train_command(out: Path, corpus: Path, per_field: int, on: datetime | None) -> None:
    """Huấn luyện lại mô hình phân loại từ ngữ liệu trong kho mã, rồi ghi ra tệp."""
    began = perf_counter()
    sources = read_corpus(corpus, per_field)
    now = on.replace(tzinfo=UTC) if on else clock.now()
    trained = train(
        sources.learned,
        held=sources.held,
        version=f"fields-{sources.fingerprint[:8]}",
        created_at=now,
        corpus=sources.fingerprint,
    )
    out.write_bytes(trained.data)
    facts: dict[str, Any] = {
        "model_version": trained.version,
        "checksum": trained.checksum,
        "examples": len(sources.learned),
        "held": len(sources.held),
        "bytes": len(trained.data),
        "seconds": round(perf_counter() - began, 1),
        **asdict(trained.figures),
    }
    click.echo(json.dumps(facts, ensure_ascii=False))


def _asked(line: str, number: int, fields: dict[str, str], is_bare: bool) -> Asked:
    """A line of the file. Fields are named by code or by name, with accents or without."""
    codes = {fold(name): code for code, name in fields.items() if "." not in code}
    try:
        row = json.loads(line)
        text, names = str(row["text"]), [name for name in (row["field"], row.get("field_alt")) if name]
        right = tuple(name if name in fields else codes[fold(name)] for name in names)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Invalid("file", "Dòng %(line)s không đọc được: %(why)s", line=number, why=error) from error
    return Asked(without_accents(text) if is_bare else text, right)


def _mistake(row: Mistake, fields: dict[str, str]) -> tuple[str, str, str, str, str]:
    best = row.guesses[0]
    words = ", ".join(best.words)
    return (
        fields[row.right],
        fields[best.field_code],
        f"{best.probability:.0%}",
        excerpt(words, 50),
        excerpt(row.text, 110),
    )
