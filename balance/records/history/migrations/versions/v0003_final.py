"""When a hold was final, and when its lift-off was decided and final."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns; of holds kept before nothing is known until they are scored again."""
    for name in ("final_s", "lift_off_decided_s", "lift_off_final_s"):
        op.add_column("holds", sa.Column(name, sa.Double))
