"""What a clinic has of people: notes, an archive; notes of attempts; recordings that were split."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the columns and the table; nobody is archived, and no recording was split before."""
    op.add_column("people", sa.Column("notes", sa.String))
    op.add_column(
        "people", sa.Column("archived", sa.Boolean, nullable=False, server_default=sa.false())
    )
    op.add_column("attempts", sa.Column("note", sa.String))
    op.add_column("recordings", sa.Column("dated_by", sa.String))
    _know_conditions()
    op.create_table(
        "wholes",
        sa.Column("recording_id", sa.Integer, nullable=False),
        sa.Column("checksum", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("recording_id", "checksum", name="pk_wholes"),
        sa.ForeignKeyConstraint(
            ["recording_id"],
            ["recordings.id"],
            name="fk_wholes_recording_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_wholes_checksum", "wholes", ["checksum"])


def _know_conditions() -> None:
    # In SQL, which both databases take: SQLite adds a reference together with its column alone.
    op.execute(
        "ALTER TABLE recordings ADD COLUMN condition_id INTEGER "
        "CONSTRAINT fk_recordings_condition_id REFERENCES conditions (id)"
    )
    # Of those without an attempt they are known once they are scored again.
    op.execute(
        "UPDATE recordings SET condition_id = (SELECT MIN(attempts.condition_id) FROM attempts "
        "WHERE attempts.recording_id = recordings.id)"
    )
    op.create_index("ix_recordings_condition_id", "recordings", ["condition_id"])
