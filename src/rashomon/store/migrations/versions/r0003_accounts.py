"""Accounts of a team, and the sessions of those who logged in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the two tables; a case without accounts is served as before."""
    op.create_table(
        "account",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False, unique=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("shown", "role")),
        sa.Column("password", sa.Text),
        sa.Column("created", sa.Text, nullable=False),
        sa.Column("disabled", sa.Text),
        sa.Column("invitation", sa.Text, unique=True),
        sa.Column("invited_until", sa.Text),
    )
    op.create_table(
        "session",
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("account", sa.Text, sa.ForeignKey("account.id"), nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("created", "used", "expires")),
    )
    op.create_index("session_account", "session", ["account"])
