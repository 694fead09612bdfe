"""The tables, as the newest migration leaves them. One definition for SQLite and PostgreSQL.

Numbers are given out by the one writer, not by the database, so that both engines and every restore agree on them.
Texts hold no NUL (PostgreSQL cannot store one): see `storable`. What must be exact (readings) is kept as bytes.
"""

from __future__ import annotations

import re

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import TSVECTOR

metadata = MetaData()

_Number = BigInteger().with_variant(Integer(), "sqlite")

meta = Table("meta", metadata, Column("key", Text, primary_key=True), Column("value", Text, nullable=False))

run = Table(
    "run",
    metadata,
    Column("id", Text, primary_key=True),
    Column("time", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("config", Text, nullable=False),
)

document = Table(
    "document",
    metadata,
    Column("number", _Number, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, unique=True),
    Column("sha256", Text, nullable=False, unique=True),
    Column("size", BigInteger, nullable=False),
    Column("added", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("title", Text),
    Column("publisher", Text),
    Column("published", Text),
    Column("given", Text),
    Column("problems", Text, nullable=False),
    Column("previous", Text, ForeignKey("document.id")),
    Column("parent", Text, ForeignKey("document.id")),
    Column("member", Text),
)
Index("document_state", document.c.state)

location = Table(
    "location",
    metadata,
    Column("number", _Number, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("document", Text, ForeignKey("document.id")),
    Column("retrieved", Text, nullable=False),
    Column("tool", Text, nullable=False),
    Column("final_url", Text),
    Column("redirects", Text, nullable=False),
    Column("headers", Text, nullable=False),
    Column("warc", Text),
    Column("problems", Text, nullable=False),
)
Index("location_document", location.c.document)
# A hash, since an index entry of PostgreSQL has an upper limit and URLs have none.
Index("location_name", location.c.name, postgresql_using="hash")

reading = Table(
    "reading",
    metadata,
    Column("number", _Number, primary_key=True, autoincrement=False),
    Column("document", Text, ForeignKey("document.id"), nullable=False),
    Column("run", Text, ForeignKey("run.id"), nullable=False),
    Column("time", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
Index("reading_document", reading.c.document)

# Worked out from the newest reading of each document, for search alone: a restore makes both anew.
sentence = Table(
    "sentence",
    metadata,
    Column("number", _Number, primary_key=True, autoincrement=False),
    Column("document", Text, ForeignKey("document.id"), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("words", Text().with_variant(TSVECTOR(), "postgresql")),
)
Index("sentence_document", sentence.c.document)

claim = Table(
    "claim",
    metadata,
    Column("number", _Number, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False),
    Column("document", Text, ForeignKey("document.id"), nullable=False),
    Column("source", Text, nullable=False),
    Column("source_folded", Text, nullable=False),
    Column("stance", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("first_sentence", BigInteger, nullable=False),
    Column("last_sentence", BigInteger, nullable=False),
    Column("text", Text, nullable=False),
)
Index("claim_document", claim.c.document)

judgement = Table(
    "judgement",
    metadata,
    Column("seq", _Number, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, unique=True),
    Column("time", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("value", Text),
    Column("why", Text, nullable=False),
    Column("supersedes", Text),
)

log = Table(
    "log",
    metadata,
    Column("seq", _Number, primary_key=True, autoincrement=False),
    Column("time", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
)

dossier = Table(
    "dossier",
    metadata,
    Column("number", _Number, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("time", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("body", Text, nullable=False),
)
Index("dossier_version", dossier.c.id, dossier.c.version, unique=True)

PRIMARY = (meta, run, document, location, reading, judgement, dossier, log)
"""The tables that hold what cannot be worked out again, each after those it refers to."""

DERIVED = (sentence, claim)

# `name` is folded, for logging in; `shown` is as it was given. `password` is a hash of Argon2, none for somebody who
# is only invited; `invitation` is the SHA-256 of the one invitation that still opens.
account = Table(
    "account",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("shown", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("password", Text),
    Column("created", Text, nullable=False),
    Column("disabled", Text),
    Column("invitation", Text, unique=True),
    Column("invited_until", Text),
)

session = Table(
    "session",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("account", Text, ForeignKey("account.id"), nullable=False),
    Column("created", Text, nullable=False),
    Column("used", Text, nullable=False),
    Column("expires", Text, nullable=False),
)
Index("session_account", session.c.account)

ACCESS = (account, session)
"""Who may come in. No evidence, and no part of a backup or bundle: a copy of a case must not carry the hashes of
passwords to other people, nor let anybody in who was shut out since. What was done to accounts is in the log."""

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """Return `text` with what no database column can hold replaced, one code point by one, so that offsets stay."""
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)
