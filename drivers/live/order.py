"""What a test is to be, as a front door asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from balance.protocol.conditions import Conditions, Leg
    from balance.protocol.plans import Plan


class Order(Protocol):
    """How the next test is to be made."""

    @property
    def source_address(self) -> str:
        """The source."""

    @property
    def beside_address(self) -> str:
        """A second sensor of the same person: one on the trunk, one on the raised leg.

        Empty where there is one alone.
        """

    @property
    def played(self) -> bool:
        """Whether the samples are there already, and begin again with each test."""

    @property
    def recorded(self) -> bool:
        """Whether what comes is kept."""

    @property
    def supervised(self) -> bool:
        """Whether somebody looks on."""

    @property
    def exercise(self) -> Mapping[str, object] | None:
        """What is recorded in place of holds, as keys of the first line; None for holds."""

    @property
    def leg(self) -> Leg | None:
        """Stance leg where the plan says none."""

    def plan(self) -> Plan | None:
        """Give the attempts that are wanted; None goes on until somebody stops it.

        Raises
        ------
        ValueError
            With one sentence, where the plan can't be read.
        """

    def conditions(self, known: Conditions) -> Conditions:
        """Give the conditions of the first attempt, from what the source knows of itself."""

    def person_code(self) -> str | None:
        """Give the code that it is kept under."""
