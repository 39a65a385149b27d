"""The engine and sessions, and every difference between SQLite and PostgreSQL, in this one place.

SQLite is the embedded default (WAL, BEGIN IMMEDIATE for writers); PostgreSQL 15+ is production.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import inf
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    Dialect,
    Engine,
    FromClause,
    LargeBinary,
    String,
    Text,
    bindparam,
    create_engine,
    event,
    func,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Session
from sqlalchemy.sql.selectable import GenerativeSelect

from feedback import word_index
from feedback.terms import Queue

Query = TypeVar("Query", bound=GenerativeSelect)

BUSY_TIMEOUT_MS = 15_000
NAMES = func.unnest(bindparam("names", type_=postgresql.ARRAY(Text))).table_valued("name")
HOLD = select(func.pg_advisory_xact_lock(func.hashtextextended(NAMES.c.name, 0)))  # in the order of the names
SPECIAL = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})  # in what COPY reads
REST_S = 1.0  # a connection idle for longer is tried before use
RESTS_SINCE = "rests_since"
WRITES = "feedback_writes"  # execution option: this connection is going to write


@dataclass(frozen=True)
class Keys:
    """Secrets that actions need: of lookup codes, and of personal values named in entries."""

    codes: bytes
    audit: bytes


def silent(queues: Iterable[Queue]) -> bool:
    """A bell that nobody hears: the ticker finds the work by itself."""
    return False


class Database:
    """One database, opened for reading or for writing.

    Sessions carry the keys in `session.info["keys"]`, and in `session.info["cache"]` what never changes once written
    (versions of calendars). `ring` is called with the queues that got work, after the commit.
    """

    def __init__(
        self,
        url: str,
        keys: Keys,
        *,
        ring: Callable[[Iterable[Queue]], bool] = silent,
        statement_timeout_ms: int = 60_000,
    ) -> None:
        self.ring = ring
        self.engine = open_engine(url, statement_timeout_ms)
        self._writer = self.engine.execution_options(**{WRITES: True})
        self._info = {"keys": keys, "cache": {}}

    @contextmanager
    def reading(self) -> Generator[Session]:
        """A session that is never committed."""
        with Session(self.engine, autoflush=False, info=dict(self._info)) as session:
            yield session

    @contextmanager
    def migrating(self) -> Generator[Connection]:
        """One write transaction for a change of schema, all or nothing on both databases.

        SQLite alters a table by copying it, which rows that point at it forbid: they are checked at the end instead.
        """
        with self._writer.connect() as connection, _references_checked_last(connection), connection.begin():
            yield connection
            if connection.dialect.name == "sqlite":
                word_index.settle(connection)
            _check_references(connection)

    @contextmanager
    def writing(self) -> Generator[Session]:
        """A session whose caller commits; an error rolls everything back."""
        with Session(self._writer, expire_on_commit=False, info=dict(self._info)) as session:
            yield session


def open_engine(url: str, statement_timeout_ms: int = 60_000) -> Engine:
    """An engine with this project's settings for either database. `postgresql://` means psycopg 3."""
    parsed = make_url(url)
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() == "sqlite":
        return _open_sqlite(parsed)
    options = f"-c statement_timeout={statement_timeout_ms} -c idle_in_transaction_session_timeout=30000"
    options += " -c jit=off"  # a page asks for rows of one screen: compiling took 23 ms of a statement of 0.03 ms
    engine = create_engine(parsed, pool_size=8, connect_args={"options": options})
    _try_after_a_rest(engine)
    return engine


def _try_after_a_rest(engine: Engine) -> None:
    """A connection that has lain idle is tried before it is used, and replaced when the server has gone; one that
    worked a moment ago is not: the question costs as much as a small statement.
    """

    @event.listens_for(engine, "checkin")
    def rest(driver: Any, record: Any) -> None:
        record.info[RESTS_SINCE] = monotonic()

    @event.listens_for(engine, "checkout")
    def try_it(driver: Any, record: Any, proxy: Any) -> None:
        if monotonic() - record.info.get(RESTS_SINCE, inf) < REST_S:
            return
        try:
            engine.dialect.do_ping(driver)
        except engine.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError from error  # the pool opens another


def _open_sqlite(url: Any) -> Engine:
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def settle(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # the driver's own BEGIN is late and deferred
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")  # a code shown means the report is on disk
        connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


@contextmanager
def _references_checked_last(connection: Connection) -> Generator[None]:
    """SQLite only: foreign keys are off meanwhile. The switch works outside a transaction alone."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def _check_references(connection: Connection) -> None:
    """Raises RuntimeError when a row points at nothing; whatever was done is then rolled back."""
    if connection.dialect.name == "sqlite":
        lost = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if lost is not None:
            raise RuntimeError(f"a row of {lost[0]} points at a row of {lost[2]} that is not there")


@contextmanager
def spare(url: URL, name: str, folder: Path) -> Generator[str]:
    """A new, empty database: beside this one on its server, or a file in `folder`. It is gone afterwards."""
    if url.get_backend_name() == "sqlite":
        yield f"sqlite:///{folder / name}.sqlite3"
        return
    engine, mine = create_engine(url, isolation_level="AUTOCOMMIT"), f"{url.database}_{name}"
    with engine.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{mine}" TEMPLATE template0')
    try:
        yield url.set(database=mine).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.exec_driver_sql(f'DROP DATABASE "{mine}" WITH (FORCE)')
        engine.dispose()


def is_postgres(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def claim(session: Session, query: Query) -> Query:
    """Lock the rows of `query` for this transaction, leaving those that others hold.

    SQLite has one writer at a time (BEGIN IMMEDIATE), so nobody else can hold a row.
    """
    return query.with_for_update(skip_locked=True) if is_postgres(session) else query


def lock(session: Session, query: Query) -> Query:
    """Lock the rows of `query`, waiting for whoever holds them. Rows that point at them may still be added."""
    return query.with_for_update(key_share=True) if is_postgres(session) else query


def hold(session: Session, *names: str) -> None:
    """Make others who hold one of these names wait until this transaction ends; SQLite has one writer at a time anyway.

    Several are held in one order, so that two who hold several cannot wait for each other.
    """
    if names and is_postgres(session):
        session.execute(HOLD, {"names": sorted(names)})


def insert_into(session: Session, model: type[DeclarativeBase]) -> Any:
    """An INSERT that knows ON CONFLICT, in the words of this database."""
    return (postgresql if is_postgres(session) else sqlite).insert(model)


def holding(
    session: Session, folded: InstrumentedAttribute[str], key: InstrumentedAttribute[int], words: Sequence[str]
) -> list[ColumnElement[bool]]:
    """That the folded text of a case, whose id is `key`, holds each of these words, also as a part of a longer one.

    PostgreSQL finds them by its index of three-letter pieces by itself, SQLite by ours.
    """
    found = [folded.contains(word, autoescape=True) for word in words]
    return found if is_postgres(session) else [*found, *word_index.narrowed(session, key, words)]


def walking(session: Session, folded: InstrumentedAttribute[str], words: Sequence[str]) -> list[ColumnElement[bool]]:
    """The same for a walk over few cases: PostgreSQL takes words together for rarer than they are and would then fetch
    thousands by its index. SQLite's is asked beforehand how many there are: nothing is needed there."""
    return [(folded + "").contains(word, autoescape=True) for word in words] if is_postgres(session) else []


def pour(session: Session, table: str, columns: Iterable[str], rows: Iterable[Sequence[Any]]) -> None:
    """Many rows of plain values into one table, as fast as this database takes them. Times are text in UTC."""
    _pour(session, table, list(columns), "".join(map(_line, rows)) if is_postgres(session) else rows)


@dataclass(frozen=True)
class Load:
    """Many rows of one table in the words of one database. One process may make it and another one write it."""

    table: str
    names: tuple[str, ...]
    rows: str | list[tuple[Any, ...]]


def load(session: Session, table: FromClause, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> Load:
    """Rows of the values that the models have."""
    dialect = session.get_bind().dialect
    words = _copied if is_postgres(session) else _bound
    by_column = list(zip(*rows, strict=True)) or [()] * len(names)
    columns = [words(table.c[name].type, dialect, column) for name, column in zip(names, by_column, strict=True)]
    plain = zip(*columns, strict=True)
    lines = "".join(["\t".join(row) + "\n" for row in plain]) if is_postgres(session) else list(plain)
    return Load(str(table), tuple(names), lines)


def unload(session: Session, made: Load) -> None:
    """Write them."""
    if made.rows:
        _pour(session, made.table, made.names, made.rows)


def count_anew(session: Session, table: str) -> None:
    """Let PostgreSQL plan by what a table holds now; by itself it would look at it a minute later."""
    if is_postgres(session):
        session.execute(text(f'ANALYZE "{table}"'))


def _bound(kind: Any, dialect: Dialect, column: Sequence[Any]) -> Sequence[Any]:
    if isinstance(kind, LargeBinary):
        return column  # SQLite's view of bytes goes to no other process
    bind = kind.dialect_impl(dialect).bind_processor(dialect)
    return [bind(value) for value in column] if bind else column


def _copied(kind: Any, dialect: Dialect, column: Sequence[Any]) -> Sequence[str]:
    """A column as COPY reads it."""
    if isinstance(kind, LargeBinary):
        return ["\\N" if value is None else f"\\\\x{value.hex()}" for value in column]
    values = _bound(kind, dialect, column)
    if isinstance(kind, String):
        return ["\\N" if value is None else value.translate(SPECIAL) for value in values]
    return ["\\N" if value is None else str(value) for value in values]


def _pour(session: Session, table: str, names: Sequence[str], rows: Any) -> None:
    driver = session.connection().connection.driver_connection
    if driver is None:
        raise RuntimeError("the connection is closed")
    if not is_postgres(session):
        places = ", ".join("?" * len(names))
        driver.executemany(f'INSERT INTO "{table}" ({_quoted(names)}) VALUES ({places})', rows)  # noqa: S608 - our names
        return
    with driver.cursor().copy(f'COPY "{table}" ({_quoted(names)}) FROM STDIN') as copy:
        copy.write(rows)


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _line(row: Sequence[Any]) -> str:
    """A row as COPY reads it."""
    line = "\t".join(["\\N" if value is None else str(value) for value in row])
    return line + "\n"
