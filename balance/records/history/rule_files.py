"""Rule sets by name, by goals in words, or out of a TOML file."""

from __future__ import annotations

import tomllib
from pathlib import Path

from balance.protocol.own_rules import goals_from, rules_from
from balance.protocol.progression import DEFAULT, RULE_SETS, RuleSet
from balance.records.errors import RecordingError


def find_rules(name: str) -> RuleSet:
    """Give a rule set by its name or its goals, or read it where the name is that of a file.

    Raises
    ------
    RecordingError
        Where there is neither, or the file is no rule set; the key is named.
    """
    if name in RULE_SETS:
        return RULE_SETS[name]
    path = Path(name)
    try:
        goals = goals_from(name)
        if goals is not None:
            return goals
        return rules_from(name, tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        known = ", ".join(RULE_SETS)
        reason = f"there is no such rule set or file; choose one of {known}, "
        reason += "or write a goal such as 40 s or a .toml file"
        raise RecordingError(reason, path) from error
    except OSError as error:
        raise RecordingError(f"can't be read ({error.strerror or error})", path) from error
    except ValueError as error:  # broken TOML, text or keys
        raise RecordingError(f"no rule set: {error}", path) from error


def rules_of(code: str, name: str | None) -> tuple[RuleSet, str]:
    """Give the rule set that was picked for a person, and a sentence where it can't be read.

    Then, and where none was picked, it is the usual one.
    """
    try:
        return (find_rules(name) if name else DEFAULT), ""
    except RecordingError as error:
        said = f"{str(error).rstrip('.')}; until then {code} is shown by {DEFAULT.name}."
        return DEFAULT, said
