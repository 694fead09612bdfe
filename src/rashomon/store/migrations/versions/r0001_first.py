"""The first schema: documents, where they came from, what was read in them, judgements, the log, search."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _number(name: str = "number") -> sa.Column[int]:
    return sa.Column(name, _NUMBER, primary_key=True, autoincrement=False)


def _text(name: str, *, null: bool = False, unique: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=null, unique=unique or None)


def _of_document(name: str = "document", *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, sa.ForeignKey("document.id"), nullable=null)


def upgrade() -> None:
    """Make the tables, the index for search, and what keeps the log from being changed by mistake."""
    op.create_table("meta", sa.Column("key", sa.Text, primary_key=True), _text("value"))
    op.create_table("run", sa.Column("id", sa.Text, primary_key=True), _text("time"), _text("version"), _text("config"))
    _documents()
    _derived()
    op.create_table(
        "judgement",
        _number("seq"),
        _text("id", unique=True),
        *(_text(name) for name in ("time", "actor", "kind", "target")),
        _text("value", null=True),
        _text("why"),
        _text("supersedes", null=True),
    )
    op.create_table(
        "log",
        _number("seq"),
        *(_text(name) for name in ("time", "actor", "action", "detail", "previous", "hash")),
    )
    if op.get_bind().dialect.name == "sqlite":
        _sqlite()
    else:
        _postgresql()


def _documents() -> None:
    op.create_table(
        "document",
        _number(),
        _text("id", unique=True),
        _text("sha256", unique=True),
        sa.Column("size", sa.BigInteger, nullable=False),
        *(_text(name) for name in ("added", "state", "media_type")),
        *(_text(name, null=True) for name in ("title", "publisher", "published", "given")),
        _text("problems"),
        _of_document("previous", null=True),
        _of_document("parent", null=True),
        _text("member", null=True),
    )
    op.create_index("document_state", "document", ["state"])
    op.create_table(
        "location",
        _number(),
        _text("kind"),
        _text("name"),
        _of_document(null=True),
        _text("retrieved"),
        _text("tool"),
        _text("final_url", null=True),
        _text("redirects"),
        _text("headers"),
        _text("warc", null=True),
        _text("problems"),
    )
    op.create_index("location_document", "location", ["document"])
    op.create_index("location_name", "location", ["name"], postgresql_using="hash")
    op.create_table(
        "reading",
        _number(),
        _of_document(),
        sa.Column("run", sa.Text, sa.ForeignKey("run.id"), nullable=False),
        _text("time"),
        _text("sha256"),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_index("reading_document", "reading", ["document"])


def _derived() -> None:
    op.create_table(
        "sentence",
        _number(),
        _of_document(),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        _text("text"),
        sa.Column("words", sa.Text().with_variant(TSVECTOR(), "postgresql")),
    )
    op.create_index("sentence_document", "sentence", ["document"])
    op.create_table(
        "claim",
        _number(),
        _text("id"),
        _of_document(),
        *(_text(name) for name in ("source", "source_folded", "stance")),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("first_sentence", sa.BigInteger, nullable=False),
        sa.Column("last_sentence", sa.BigInteger, nullable=False),
        _text("text"),
    )
    op.create_index("claim_document", "claim", ["document"])


def _sqlite() -> None:
    statements = """
CREATE VIRTUAL TABLE sentence_fts USING fts5(
    text, content='sentence', content_rowid='number', tokenize='unicode61 remove_diacritics 2');
CREATE TRIGGER log_fixed BEFORE UPDATE ON log BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER log_kept BEFORE DELETE ON log BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER judgement_fixed BEFORE UPDATE ON judgement BEGIN
    SELECT RAISE(ABORT, 'judgements are append-only'); END;
CREATE TRIGGER judgement_kept BEFORE DELETE ON judgement BEGIN
    SELECT RAISE(ABORT, 'judgements are append-only'); END;
"""
    for statement in statements.strip().replace(";\nCREATE", ";\0CREATE").split("\0"):
        op.execute(statement)


def _postgresql() -> None:
    op.execute("CREATE INDEX sentence_words ON sentence USING gin (words)")
    op.execute(
        "CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the % is append-only', TG_TABLE_NAME; END $$"
    )
    for table in ("log", "judgement"):
        op.execute(
            f"CREATE TRIGGER {table}_fixed BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION append_only()"
        )


def downgrade() -> None:
    """There is no way back: an older Rashomon opens the copy that was made before the step."""
    raise NotImplementedError
