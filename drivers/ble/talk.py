"""Talk: what is said to one connected sensor, from its start to its stop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from bleak import BleakClient

from drivers.ble import trouble
from drivers.ble.profiles import BATTERY, Profile

#: So long a sensor may take for an answer, and for one that may not come.
ANSWER_S: Final = 4.0
PERHAPS_S: Final = 0.5


class Talk:
    """A sensor that is connected.

    Parameters
    ----------
    client
        Connected.
    profile
        What it is.
    take
        Called with each message from the start on; answers are messages as well.
    """

    def __init__(
        self, client: BleakClient, profile: Profile, take: Callable[[bytes], None]
    ) -> None:
        self._client = client
        self._profile = profile
        self._take = take
        self._answers: asyncio.Queue[bytes] = asyncio.Queue()
        self._listens_to_answers = False
        self._started = not profile.stop

    async def begin(self) -> None:
        """Listen to it, and start it anew: it may go on sending from before.

        Raises
        ------
        ValueError
            Where it refuses; the text is the end of a sentence.
        """
        profile = self._profile
        self._listens_to_answers = bool(profile.answers)
        if profile.answers and profile.answers != profile.data:
            await self._client.start_notify(profile.answers, self._note)
        await self._client.start_notify(profile.data, self._note)
        owed = 0
        for command in profile.stop:
            await self._write(command)
            owed += not await self._answer(command, PERHAPS_S)
        self._started = True
        answer = b""
        if profile.ask:
            await self._write(profile.ask)
            answer = await self._answer(profile.ask, ANSWER_S)
        for command in profile.start(answer):
            await self._write(command)
            if profile.answers:
                await self._check(command, owed)
        self._listens_to_answers = False

    async def _check(self, command: bytes, owed: int) -> None:
        """See that it did as told; as many refusals may be late answers to what came before."""
        refused: ValueError | None = None
        for _ in range(owed + 1):
            answer = await self._answer(command, ANSWER_S)
            if refused is not None and not answer:
                break
            try:
                self._profile.check(answer)
            except ValueError as error:
                refused = error
            else:
                return
        if refused is not None:
            raise refused

    async def end(self) -> None:
        """Stop it: it would send on, and empty its battery."""
        for command in self._profile.stop:
            await self._write(command)
        await self._client.stop_notify(self._profile.data)

    async def battery(self) -> float | None:
        """Give its charge, 0 to 1; None where it has no such thing to say, or does not now."""
        if self._client.services.get_characteristic(BATTERY) is None:
            return None
        with suppress(*trouble.FAULTS):
            async with asyncio.timeout(ANSWER_S):
                said = await self._client.read_gatt_char(BATTERY)
            return min(said[0], 100) / 100.0 if said else None
        return None

    async def _write(self, command: bytes) -> None:
        # None: with an answer of the link where the characteristic takes such, else without.
        await self._client.write_gatt_char(self._profile.control, command, response=None)

    async def _answer(self, command: bytes, wait_s: float) -> bytes:
        """Wait for an answer; nothing where none comes in time, or where it never answers."""
        if not self._profile.answers:
            return b""
        parts: list[bytes] = []
        with suppress(TimeoutError):
            async with asyncio.timeout(wait_s):
                while True:
                    message = await self._answers.get()
                    if not self._profile.is_answer(command, message):
                        continue
                    parts.append(message)
                    whole = self._profile.whole(parts)
                    if whole is not None:
                        return whole
        return b""

    def _note(self, _from: object, message: bytearray) -> None:
        data = bytes(message)
        if self._listens_to_answers:
            self._answers.put_nowait(data)
        if self._started:  # what it still sends from before was not asked for by us
            self._take(data)
