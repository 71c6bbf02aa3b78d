"""The option that names the database; where it is then is worked out in `drivers.live.place`."""

from __future__ import annotations

from typing import Annotated

import typer

from drivers.live.place import VARIABLE

Database = Annotated[
    str | None,
    typer.Option(
        "--database",
        envvar=VARIABLE,
        show_envvar=True,
        metavar="URL",
        help="The history: a file, or an address such as postgresql://host/name.  "
        "[default: history.db in your data folder]",
        show_default=False,
    ),
]
