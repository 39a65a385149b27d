"""SQLite's index of the words of cases: an FTS5 table of three-letter pieces beside the table `case`.

It only proposes: whoever asks compares the text itself as well, so that the answer is the same with it and without it.
Triggers keep it. A migration that copies `case` loses them, and an SQLite before 3.34 has no such pieces: so the index
is no step of the migrations but is looked after at the end of each (`settle`), and used only while its triggers stand.
PostgreSQL has pg_trgm instead (migration 0015).
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, column, select, table, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import InstrumentedAttribute, Session

PIECE = 3  # letters; shorter words are not in it
RARE = 2_000  # cases; what is said in more of them is found sooner by walking the list in its own order
TOKENIZER = "trigram case_sensitive 1"  # texts are folded already
NAME = "case_words"
WORDS = table(NAME, column("rowid"), column(NAME))
ADD = "INSERT INTO case_words (rowid, search_text) VALUES (new.id, new.search_text);"
REMOVE = "INSERT INTO case_words (case_words, rowid, search_text) VALUES ('delete', old.id, old.search_text);"
TRIGGERS = {
    "case_words_added": ("INSERT", ADD),
    "case_words_removed": ("DELETE", REMOVE),
    "case_words_changed": ("UPDATE OF id, search_text", REMOVE + ADD),
}

log = logging.getLogger(__name__)


def settle(connection: Connection) -> None:
    """Make the index, make it anew, or take it away: whichever suits the tables as they are now."""
    if not _exists(connection, "table", "case"):
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {NAME}")
    elif not _knows_pieces(connection):
        for name in TRIGGERS:
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
        log.warning("SQLite này không có chỉ mục từ (cần 3.34 trở lên với FTS5): tìm theo chữ sẽ chậm khi có nhiều vụ.")
    elif not all(_exists(connection, "trigger", name) for name in TRIGGERS):
        _make(connection)


def narrowed(session: Session, key: InstrumentedAttribute[int], words: Sequence[str]) -> list[ColumnElement[bool]]:
    """That `key` is one of the few cases that may hold all these words; nothing when they are many. Two statements,
    one of them once in the life of a process.
    """
    pieces = {word[at : at + PIECE] for word in words for at in range(len(word) - PIECE + 1)}
    if not pieces or not _stands(session):
        return []
    asked = " AND ".join(f'"{piece}"' for piece in sorted(pieces))
    proposed = select(WORDS.c.rowid).where(WORDS.c[NAME].op("MATCH")(asked))
    found = session.execute(proposed.limit(RARE + 1)).all()
    return [key.in_(proposed)] if len(found) <= RARE else []


def _make(connection: Connection) -> None:
    for name in TRIGGERS:
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
    connection.exec_driver_sql(f"DROP TABLE IF EXISTS {NAME}")
    connection.exec_driver_sql(
        f"CREATE VIRTUAL TABLE {NAME} USING fts5(search_text, content='case', content_rowid='id',"
        f" tokenize='{TOKENIZER}', detail=none)"
    )
    connection.exec_driver_sql("INSERT INTO case_words (case_words) VALUES ('rebuild')")
    for name, (change, then) in TRIGGERS.items():
        connection.exec_driver_sql(f'CREATE TRIGGER {name} AFTER {change} ON "case" BEGIN {then} END')


def _knows_pieces(connection: Connection) -> bool:
    try:
        connection.exec_driver_sql(f"CREATE VIRTUAL TABLE temp.probe USING fts5(words, tokenize='{TOKENIZER}')")
    except OperationalError:
        return False
    connection.exec_driver_sql("DROP TABLE temp.probe")
    return True


def _stands(session: Session) -> bool:
    cache = session.info["cache"]
    if NAME not in cache:
        cache[NAME] = all(_exists(session.connection(), "trigger", name) for name in TRIGGERS)
    return cache[NAME]


def _exists(connection: Connection, kind: str, name: str) -> bool:
    found = text("SELECT 1 FROM sqlite_master WHERE type = :kind AND name = :name")
    return connection.execute(found, {"kind": kind, "name": name}).first() is not None
