"""BleChannel: the messages of one sensor, found, begun, listened to and ended."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from typing import Any, ClassVar, Final

from bleak import BleakClient

from drivers.ble import trouble
from drivers.ble.profiles import PROFILES, Profile, recognised
from drivers.ble.scan import Seen, find
from drivers.ble.talk import Talk
from drivers.channel import ChannelLost
from drivers.inbox import InboxChannel
from drivers.source import CannotOpen

FIND_S: Final = 8.0
CONNECT_S: Final = 12.0
BEGIN_S: Final = 15.0
#: Whoever reads a sensor that was lost waits no longer for it.
AGAIN_S: Final = 0.1
#: Within what `InboxChannel.close` waits.
END_S: Final = 1.5
BATTERY_EVERY_S: Final = 60.0
_TURN_S: Final = 0.1
_log = logging.getLogger(__name__)


class BleChannel(InboxChannel):
    """One sensor over Bluetooth LE.

    Parameters
    ----------
    wanted
        Its address or name.
    profile
        What it is; None where that is to be found out.
    stopped
        Set where nobody wants it any more; ends an `open` that waits.
    speaks
        Decoders that alone may speak; empty for those of its profile.
    """

    first_wait_s: ClassVar[float] = 6.0
    lost_hint: ClassVar[str] = "see that the sensor is switched on and near, and try again"

    def __init__(
        self,
        wanted: str,
        profile: Profile | None,
        stopped: threading.Event,
        speaks: tuple[str, ...] = (),
    ) -> None:
        super().__init__(wanted)
        self._speaks = speaks
        self._wanted = wanted
        self._profile = profile
        self._stopped = stopped
        self._battery: float | None = None
        self._unread = 0
        self._called = ""
        self._was_open = False
        self._tries = False

    def open(self) -> None:
        """Find it, connect it and start it; one that was lost is tried for beside whoever reads."""
        if not self._was_open:
            super().open()
            return
        if not self._tries:
            self.close()
            self.begin()
        self._tries = not self.connected_within(AGAIN_S)
        if self._tries:
            msg = f"{self.place} is out of reach or was switched off; it is looked for."
            raise CannotOpen(msg)

    def close(self) -> None:
        """Let go of it, or of the try to connect it again."""
        self._tries = False
        super().close()

    def protocols(self) -> tuple[str, ...]:
        """Which decoders may speak."""
        return self._speaks or (() if self._profile is None else tuple(self._profile.decoders))

    def silence_s(self) -> float | None:
        """How long a silence is: some sensors send a block of samples a second."""
        return None if self._profile is None else self._profile.silence_s

    def called(self) -> str:
        """Its name, which tells it from another of its kind."""
        return self._called

    def battery(self) -> float | None:
        """Its charge, 0 to 1; None where it does not say."""
        return self._battery

    def refused(self) -> Mapping[str, int]:
        """Messages that were let go because nobody read."""
        return {"unread": self._unread}

    async def attend(self, ready: Callable[[], None]) -> None:
        """Connect, start it, and take messages until it is gone."""
        main = asyncio.current_task()
        assert main is not None  # noqa: S101 - a coroutine is run by a task
        watch = asyncio.create_task(self._cancel_when_stopped(main))
        opened = False

        def note_ready() -> None:
            nonlocal opened
            opened = True
            ready()

        try:
            await self._attend(note_ready)
        except asyncio.CancelledError:
            if opened or not self._stopped.is_set():
                raise
            msg = "The source was closed while it was being opened."
            raise CannotOpen(msg) from None
        finally:
            watch.cancel()

    async def _attend(self, ready: Callable[[], None]) -> None:
        seen = await self._find()
        self.place, self._called = seen.place, seen.name
        gone = asyncio.Event()
        client = BleakClient(seen.device, lambda _: gone.set(), timeout=CONNECT_S)
        try:
            async with asyncio.timeout(CONNECT_S):
                await client.connect()
        except trouble.FAULTS as error:
            raise CannotOpen(trouble.why(error, self.place)) from error
        try:
            await self._listen(client, self._told(client, seen), ready, gone)
        finally:
            await _in_full(client.disconnect())
        raise ChannelLost(self._out_of_reach())

    async def _listen(
        self, client: BleakClient, profile: Profile, ready: Callable[[], None], gone: asyncio.Event
    ) -> None:
        """Start it, take messages until it is gone, and stop it on every way out."""
        talk = Talk(client, profile, self._take)
        try:
            await self._begin(talk, gone)
            self._was_open = True
            ready()
            while not gone.is_set():
                charge = await talk.battery()
                self._battery = self._battery if charge is None else charge
                with suppress(TimeoutError):
                    async with asyncio.timeout(BATTERY_EVERY_S):
                        await gone.wait()
        finally:
            if not gone.is_set():
                await _in_full(talk.end())

    async def _begin(self, talk: Talk, gone: asyncio.Event) -> None:
        """Start it, unless it goes meanwhile: nobody answers then."""
        tasks = (asyncio.create_task(talk.begin()), asyncio.create_task(gone.wait()))
        try:
            async with asyncio.timeout(BEGIN_S):
                await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            if gone.is_set():
                msg = f"{self._out_of_reach()}; {self.lost_hint}."
                raise CannotOpen(msg)
            tasks[0].result()
        except ValueError as error:
            msg = f"{self.place} can't be started: {error}."
            raise CannotOpen(msg) from error
        except trouble.FAULTS as error:
            raise CannotOpen(trouble.why(error, self.place)) from error
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _out_of_reach(self) -> str:
        return f"{self.place} is out of reach or was switched off"

    async def _cancel_when_stopped(self, main: asyncio.Task[object]) -> None:
        while not self._stopped.is_set():
            await asyncio.sleep(_TURN_S)
        main.cancel()

    async def _find(self) -> Seen:
        try:
            seen = await find(self._wanted, FIND_S)
        except trouble.FAULTS as error:
            raise CannotOpen(trouble.why(error)) from error
        if seen is None:
            quiet = "switch it on, and bring it near" if not self._profile else self._profile.quiet
            raise CannotOpen(trouble.not_found(self.place, quiet))
        return seen

    def _told(self, client: BleakClient, seen: Seen) -> Profile:
        """What it is: as was said, as it advertises, or by what it offers."""
        there = [service.uuid.lower() for service in client.services]
        profile = self._profile or recognised("", there)
        if profile is None and seen.profile is not None:
            msg = (
                f"{self.place} has the name of {seen.profile.title}, and does not offer what that "
                "does; give it its maker's newest firmware, for Movesense one that speaks GSP."
            )
            raise CannotOpen(msg)
        if profile is None:
            titles = ", ".join(f"{each.title} ({each.name})" for each in PROFILES)
            msg = (
                f"{self.place} is no sensor that is known here; known are {titles}: where it is "
                "one of them, name it as in ?profile=nus."
            )
            raise CannotOpen(msg)
        if profile.service not in there:
            what = "it does not offer what that does; leave ?profile= out"
            msg = f"{self.place} is no {profile.title}: {what}."
            raise CannotOpen(msg)
        self._profile = profile
        return profile

    def _take(self, message: bytes) -> None:
        if self.is_full():
            self._unread += 1
        else:
            self.put(message)


async def _in_full(ending: Coroutine[Any, Any, None]) -> None:
    """Wait for what ends a connection, `END_S` at the most, whoever cancels meanwhile."""

    async def within() -> None:
        with suppress(*trouble.FAULTS):
            async with asyncio.timeout(END_S):
                await ending

    task = asyncio.create_task(within())
    while not task.done():
        with suppress(asyncio.CancelledError):
            await asyncio.shield(task)
