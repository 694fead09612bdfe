"""Dossiers that people put together: each save is a row of its own, so that every former version can be had again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table, and what keeps its rows from being changed by mistake."""
    op.create_table(
        "dossier",
        sa.Column("number", _NUMBER, primary_key=True, autoincrement=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("time", "actor", "body")),
    )
    op.create_index("dossier_version", "dossier", ["id", "version"], unique=True)
    if op.get_bind().dialect.name == "sqlite":
        for name, change in (("fixed", "UPDATE"), ("kept", "DELETE")):
            op.execute(
                f"CREATE TRIGGER dossier_{name} BEFORE {change} ON dossier BEGIN "
                "SELECT RAISE(ABORT, 'dossiers are append-only'); END"
            )
    else:
        op.execute(
            "CREATE TRIGGER dossier_fixed BEFORE UPDATE OR DELETE ON dossier "
            "FOR EACH ROW EXECUTE FUNCTION append_only()"
        )


def downgrade() -> None:
    """There is no way back: an older Rashomon opens the copy that was made before the step."""
    raise NotImplementedError
