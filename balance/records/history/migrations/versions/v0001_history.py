"""People, sessions, recordings, conditions, attempts and holds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "people",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("code", sa.String, nullable=False),
        sa.Column("name", sa.String),
        sa.Column("birth_year", sa.Integer),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("code", name="uq_people_code"),
    )
    op.create_table(
        "conditions",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("stance_leg", sa.String),
        sa.Column("eyes", sa.String, nullable=False),
        sa.Column("surface", sa.String, nullable=False),
        sa.Column("arms", sa.String),
        sa.Column("footwear", sa.String),
        sa.Column("sound", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_conditions"),
        sa.UniqueConstraint("key", name="uq_conditions_key"),
    )
    _make_sessions_and_recordings()
    _make_attempts()
    _make_holds()


def _make_sessions_and_recordings() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("person_id", sa.Integer, nullable=False),
        sa.Column("day", sa.String, nullable=False),
        sa.Column("label", sa.String, nullable=False),
        sa.Column("supervised", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        sa.UniqueConstraint(
            "person_id",
            "day",
            "label",
            "supervised",
            name="uq_sessions_person_id_day_label_supervised",
        ),
        _leads_to("sessions", "person_id", "people"),
    )
    op.create_table(
        "recordings",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("session_id", sa.Integer, nullable=False),
        sa.Column("path", sa.String, nullable=False),
        sa.Column("checksum", sa.String),
        sa.Column("created_utc", sa.String),
        sa.Column("software", sa.String),
        sa.Column("source", sa.String),
        sa.Column("model", sa.String),
        sa.Column("algorithm", sa.String, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("reasons", sa.JSON, nullable=False),
        sa.Column("rate_hz", sa.Double),
        sa.Column("duration_s", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_recordings"),
        sa.UniqueConstraint("path", name="uq_recordings_path"),
        sa.UniqueConstraint("checksum", name="uq_recordings_checksum"),
        _leads_to("recordings", "session_id", "sessions"),
    )
    op.create_index("ix_recordings_session_id", "recordings", ["session_id"])


def _make_attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("recording_id", sa.Integer, nullable=False),
        sa.Column("person_id", sa.Integer, nullable=False),
        sa.Column("session_id", sa.Integer, nullable=False),
        sa.Column("condition_id", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("order_key", sa.BigInteger, nullable=False),
        sa.Column("placement", sa.String, nullable=False),
        sa.Column("sensor_on", sa.String, nullable=False),
        sa.Column("practice", sa.Boolean, nullable=False),
        sa.Column("cap_s", sa.Double),
        sa.Column("scored", sa.Boolean, nullable=False),
        sa.Column("clean", sa.Boolean, nullable=False),
        sa.Column("duration_s", sa.Double, nullable=False),
        sa.Column("uncertainty_s", sa.Double, nullable=False),
        sa.Column("censored", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attempts"),
        _leads_to("attempts", "recording_id", "recordings"),
        _leads_to("attempts", "person_id", "people"),
        _leads_to("attempts", "session_id", "sessions"),
        sa.ForeignKeyConstraint(
            ["condition_id"], ["conditions.id"], name="fk_attempts_condition_id"
        ),
    )
    for column in ("recording_id", "session_id", "condition_id"):
        op.create_index(f"ix_attempts_{column}", "attempts", [column])
    group = ["person_id", "condition_id", "scored"]
    sums = ["session_id", "order_key", "duration_s", "uncertainty_s", "censored", "clean"]
    op.create_index("ix_attempts_course", "attempts", [*group, *sums, "practice"])
    op.create_index("ix_attempts_newest", "attempts", [*group, "order_key"])
    best = ["duration_s", "censored", "uncertainty_s"]
    op.create_index("ix_attempts_best", "attempts", [*group, *best])


def _make_holds() -> None:
    op.create_table(
        "holds",
        sa.Column("attempt_id", sa.Integer, nullable=False),
        sa.Column("lift_off_s", sa.Double),
        sa.Column("end_s", sa.Double),
        sa.Column("end_reason", sa.String),
        sa.Column("paused_s", sa.Double),
        sa.Column("decided_s", sa.Double),
        sa.Column("uncertainty_s", sa.Double),
        sa.Column("censored", sa.Boolean),
        sa.Column("corrections", sa.Integer),
        sa.Column("edited_lift_off_s", sa.Double),
        sa.Column("edited_end_s", sa.Double),
        sa.Column("discarded", sa.Boolean, nullable=False),
        sa.Column("sway", sa.JSON),
        sa.Column("evidence", sa.JSON),
        sa.PrimaryKeyConstraint("attempt_id", name="pk_holds"),
        _leads_to("holds", "attempt_id", "attempts"),
    )


def _leads_to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=f"fk_{table}_{column}", ondelete="CASCADE"
    )
