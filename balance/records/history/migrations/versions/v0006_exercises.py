"""Exercises: sittings, sets, scores, a plan; and which named test a hold was made for."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_NEVER_MIXED = ("stance_leg", "eyes", "surface", "arms", "footwear", "sound", "test")


def upgrade() -> None:
    """Add the columns and the tables; whatever was held before was held for no named test."""
    op.add_column("people", sa.Column("regimen", sa.JSON))
    op.add_column("people", sa.Column("heel_to_ball_cm", sa.Double))
    op.add_column("conditions", sa.Column("test", sa.String))
    _make_keys_anew()
    _make_sittings()
    _make_sets()
    _make_scores()


def _make_keys_anew() -> None:
    conditions = sa.table(
        "conditions", sa.column("id"), sa.column("key"), *map(sa.column, _NEVER_MIXED)
    )
    connection = op.get_bind()
    said = [conditions.c[name] for name in _NEVER_MIXED]
    for number, *values in connection.execute(sa.select(conditions.c.id, *said)).all():
        mine = sa.update(conditions).where(conditions.c.id == number)
        connection.execute(mine.values(key=json.dumps(values)))


def _make_sittings() -> None:
    op.create_table(
        "sittings",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("session_id", sa.Integer, nullable=False),
        sa.Column("started_utc", sa.String, nullable=False),
        sa.Column("regimen", sa.String, nullable=False),
        sa.Column("keys", sa.JSON, nullable=False),
        sa.Column("side", sa.String, nullable=False),
        sa.Column("place", sa.JSON),
        sa.Column("finished", sa.Boolean, nullable=False),
        sa.Column("soreness", sa.Integer),
        sa.PrimaryKeyConstraint("id", name="pk_sittings"),
        _leads_to("sittings", "session_id", "sessions", "CASCADE"),
    )
    op.create_index("ix_sittings_session_id", "sittings", ["session_id"])


def _make_sets() -> None:
    op.create_table(
        "sets",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("sitting_id", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("script", sa.String, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("tier", sa.String, nullable=False),
        sa.Column("side", sa.String, nullable=False),
        sa.Column("set", sa.Integer, nullable=False),
        sa.Column("asked", sa.Integer, nullable=False),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("hold_s", sa.Double, nullable=False),
        sa.Column("rest_s", sa.Double, nullable=False),
        sa.Column("seconds", sa.Double),
        sa.Column("censored", sa.Boolean),
        sa.Column("ease", sa.String),
        sa.Column("count", sa.Integer),
        sa.Column("tempo_s", sa.Double),
        sa.Column("height_cm", sa.Double),
        sa.Column("decline", sa.Double),
        sa.Column("ended_by", sa.String),
        sa.Column("recording_id", sa.Integer),
        sa.PrimaryKeyConstraint("id", name="pk_sets"),
        sa.UniqueConstraint(
            "sitting_id", "number", "side", "set", name="uq_sets_sitting_id_number_side_set"
        ),
        _leads_to("sets", "sitting_id", "sittings", "CASCADE"),
        _leads_to("sets", "recording_id", "recordings", "SET NULL"),
    )
    op.create_index("ix_sets_recording_id", "sets", ["recording_id"])


def _make_scores() -> None:
    op.create_table(
        "scores",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("session_id", sa.Integer, nullable=False),
        sa.Column("sitting_id", sa.Integer),
        sa.Column("taken_utc", sa.String, nullable=False),
        sa.Column("script", sa.String, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("side", sa.String),
        sa.Column("value", sa.Double),
        sa.Column("unit", sa.String, nullable=False),
        sa.Column("parts", sa.JSON, nullable=False),
        sa.Column("code", sa.String),
        sa.PrimaryKeyConstraint("id", name="pk_scores"),
        _leads_to("scores", "session_id", "sessions", "CASCADE"),
        _leads_to("scores", "sitting_id", "sittings", "CASCADE"),
    )
    for column in ("session_id", "sitting_id"):
        op.create_index(f"ix_scores_{column}", "scores", [column])


def _leads_to(table: str, column: str, other: str, gone: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=f"fk_{table}_{column}", ondelete=gone
    )
