"""What alembic runs: the connection comes from `migrating`, which holds the transaction."""

from __future__ import annotations

from alembic import context

from balance.records.history.schema import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
context.run_migrations()
