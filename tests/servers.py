"""A PostgreSQL server for tests, where one is named.

Its user must be one who may make schemas; each test has one of its own:

    BALANCE_TIMER_TEST_SERVER=postgresql://me@localhost/test python -m pytest tests/records
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from secrets import token_hex

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

SERVER = os.environ.get("BALANCE_TIMER_TEST_SERVER", "")
with_server = pytest.mark.skipif(not SERVER, reason="BALANCE_TIMER_TEST_SERVER names no server")


@contextmanager
def schema_of_its_own() -> Iterator[str]:
    """The address of an empty database, which is gone afterwards."""
    schema = f"balance_timer_{token_hex(4)}"
    server = make_url(SERVER).set(drivername="postgresql+psycopg")
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
        try:
            own = make_url(SERVER).update_query_dict({"options": f"-csearch_path={schema}"})
            yield own.render_as_string(hide_password=False)
        finally:
            connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    engine.dispose()
