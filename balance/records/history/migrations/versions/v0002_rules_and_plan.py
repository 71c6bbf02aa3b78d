"""The rule set and the plan of the week that were picked for a person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the columns; nothing is picked for anybody."""
    op.add_column("people", sa.Column("rules", sa.String))
    op.add_column("people", sa.Column("week_plan", sa.String))
