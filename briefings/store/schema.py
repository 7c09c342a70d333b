"""The tables as queries see them, and the column types both databases share.

Keys, indexes and checks stand in the migrations, which are what creates the tables; a contract test holds the
two together on both databases. All tables hang on the one `metadata`.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, Table, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import REAL, Double, TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy import Dialect
    from sqlalchemy.sql.compiler import SQLCompiler
    from sqlalchemy.types import TypeEngine

metadata = MetaData()

# STRICT tables of SQLite know INTEGER (64 bits) and REAL only; PostgreSQL's INTEGER has 32 bits, its REAL
# too.
Whole = BigInteger().with_variant(Integer(), "sqlite")
Real: TypeEngine[float] = Double().with_variant(REAL(), "sqlite")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Moment(TypeDecorator[datetime]):
    """An aware time, kept as whole microseconds since 1970 UTC.

    Microseconds are what `datetime` itself counts, so a time comes back equal; as integers both databases
    compare and index them alike, and SQLite cannot lose the zone.
    """

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the column type."""
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else BigInteger())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Count the microseconds of an aware time."""
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Make an aware UTC time again."""
        return None if value is None else _EPOCH + timedelta(microseconds=value)


class Json(TypeDecorator[Any]):
    """Plain lists, dicts, strings and numbers, kept as compact JSON text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:
        """Write JSON."""
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Read JSON."""
        return None if value is None else json.loads(value)


class clock(FunctionElement[datetime]):  # noqa: N801  # reads as the SQL function it is
    """The database's own clock, the one that all processes share; `select(clock())` is an aware UTC time."""

    type = Moment()
    inherit_cache = True


@compiles(clock, "sqlite")
def _sqlite_clock(_element: clock, _compiler: SQLCompiler, **_options: Any) -> str:
    # SQLite before 3.42 has no fractions in unixepoch(); %f is SS.SSS. 'now' is one moment within a
    # statement.
    return (
        "(cast(strftime('%s', 'now') as integer) * 1000000"
        " + cast(substr(strftime('%f', 'now'), 4) as integer) * 1000)"
    )


@compiles(clock, "postgresql")
def _postgresql_clock(_element: clock, _compiler: SQLCompiler, **_options: Any) -> str:
    # Not now(): that one stands still within a transaction.
    return "cast(extract(epoch from clock_timestamp()) * 1000000 as bigint)"


schema_version = Table(
    "schema_version",
    metadata,
    Column("version", Whole, primary_key=True),
    Column("applied", Moment),
)

# Small facts of the program about itself: the fingerprint of the topics last matched, and the like.
facts = Table("facts", metadata, Column("name", Text, primary_key=True), Column("value", Text))

# The row "seq" numbers the articles. Taking a number holds the row until the transaction ends, so on
# PostgreSQL two writers never confirm numbers out of order, and who reads on from a seq misses nothing.
counters = Table("counters", metadata, Column("name", Text, primary_key=True), Column("value", Whole))

# One row for each source ever polled; the counters are kept when an article is written, so that the coverage
# line of a briefing costs one row a source.
sources = Table(
    "sources",
    metadata,
    Column("name", Text, primary_key=True),
    Column("checked", Moment),  # when the last poll ended; None: never
    Column("note", Text),  # what went wrong at that poll
    Column("articles", Whole),
    Column("undated", Whole),
    Column("newest", Moment),
)

# What choosing needs of an article. The rows are kept short, so that walking many of them is cheap.
articles = Table(
    "articles",
    metadata,
    Column("seq", Whole, primary_key=True, autoincrement=False),
    Column("id", Text),
    Column("lead", Whole),  # the seq of the article that speaks for its near-copies: its own, mostly
    Column("superseded_by", Text),  # the id of the article its document became
    Column("story_id", Text),
    Column("source", Text),
    Column("path", Text),
    Column("outlet", Text),
    Column("title", Text),
    Column("published", Moment),
    Column("added", Moment),
    Column("moment", Moment),  # when it was news: published, or added when undated or dated in the future
    Column("url", Text),
    Column("language", Text),
    Column("characters", Whole),
    Column("copies", Whole),  # documents that tell the lead's text; kept on the lead
    Column("topics", Json),  # for showing; article_topics is for finding
)

# What is read one article at a time.
bodies = Table(
    "bodies",
    metadata,
    Column("seq", Whole, primary_key=True, autoincrement=False),
    Column("fingerprint", LargeBinary),
    Column("key_sentences", Json),
    Column("content", Json),
)

article_topics = Table(
    "article_topics",
    metadata,
    Column("topic", Text, primary_key=True),
    Column("moment", Moment, primary_key=True),
    Column("seq", Whole, primary_key=True, autoincrement=False),
)

# Every document ever read, also those that became no article (then seq is None and reason says why).
documents = Table(
    "documents",
    metadata,
    Column("source", Text, primary_key=True),
    Column("path", Text, primary_key=True),
    Column("digest", Text),  # of its bytes
    Column("read", Moment),
    Column("seq", Whole),
    Column("lead", Whole),  # as in articles
    Column("moment", Moment),  # of the lead
    Column("reason", Text),
)

# Which articles a digest has told.
seen = Table(
    "seen",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("seq", Whole, primary_key=True, autoincrement=False),
    Column("at", Moment),
)
