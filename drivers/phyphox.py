"""`phyphox:HOST[:PORT]`: the experiment that is open in phyphox, by its remote access.

The measurement is started, and stopped again where it was started from here. A pause is left alone,
however long: whoever paused goes on at the phone. An answer that breaks off is asked for again,
from the last stamp that came whole, so that nothing of it is lost.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import ClassVar, Final, TypeVar

import aiohttp
from yarl import URL

from drivers.address import Address
from drivers.channel import Channel, ChannelLost
from drivers.inbox import InboxChannel
from drivers.link import LinkSource
from drivers.network import host_and_port
from drivers.source import CannotOpen
from drivers.wire.phyphox_answers import (
    Answer,
    Experiment,
    Sensor,
    can_be,
    read_answer,
    read_experiment,
    read_object,
)

Said = TypeVar("Said")

#: Android's, and the iPhone's where it is free.
PORTS: Final = (8080, 80)
#: The phone goes through all it has measured for each answer.
POLL_S: Final = 0.1
CONNECT_S: Final = 1.5
ANSWER_S: Final = 2.0
#: Measuring, and nothing new for so long: perhaps it was cleared, and somebody else was told.
EMPTY_S: Final = 0.5
#: An answer that was asked for so long ago is late.
LATE_S: Final = 0.2
#: No answer came whole for so long: that is more than a stumble.
BROKEN_S: Final = 4.0
#: An answer that was broken at the beginning is asked for so often.
TRIES: Final = 3
_STOP_S: Final = 0.5
_LARGEST: Final = 32_000_000
_REMOTE: Final = "in phyphox open the menu of the experiment and allow remote access"
_FAULTS: Final = (aiohttp.ClientError, TimeoutError, OSError, ValueError)
#: Nobody is there: to ask again at once is of no use.
_NOBODY: Final = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)


class PhyphoxChannel(InboxChannel):
    """The answers of one phone, asked for ten times a second."""

    first_wait_s: ClassVar[float] = 10.0
    silent_hint: ClassVar[str] = "press play in phyphox, and keep it in front and the screen on"
    reopens_when_silent: ClassVar[bool] = False

    def __init__(self, host: str, port: int | None) -> None:
        super().__init__(f"{host}:{port}" if port else host)
        self._urls = [
            URL.build(scheme="http", host=host, port=each) for each in ([port] if port else PORTS)
        ]
        self._url = self._urls[0]
        self._experiment = Experiment("", ())
        self._needs_gyr: bool | None = None
        self._session = ""
        self._measuring = False
        self._started = False
        self._broken = ""
        self._nobody = False
        self._asked_s: float | None = None
        self._since_s: dict[str, float | None] = {}

    def silence_s(self) -> float | None:
        """What an answer lacks that is broken, or late, comes with the next one."""
        asked_s = self._asked_s
        is_late = asked_s is not None and time.monotonic() - asked_s >= LATE_S
        return BROKEN_S if not self._nobody and (self._broken or is_late) else None

    def why_silent(self) -> str:
        """Why nothing comes."""
        if self._broken:
            return self._broken
        if self._measuring:
            return super().why_silent()
        return f"the measurement is paused in phyphox on {self.place}; press play there"

    async def attend(self, ready: Callable[[], None]) -> None:
        """Start the measurement, ask for what is new, and stop it in the end."""
        timeout = aiohttp.ClientTimeout(total=ANSWER_S, sock_connect=CONNECT_S)
        async with aiohttp.ClientSession(timeout=timeout) as http:
            try:
                await self._begin(http)
            except _FAULTS as error:
                raise CannotOpen(self._why_closed(error)) from error
            ready()
            try:
                await self._ask_on(http)
            except asyncio.CancelledError:
                await self._leave(http)
                raise

    # -- beginning and ending -----------------------------------------------------------------

    async def _begin(self, http: aiohttp.ClientSession) -> None:
        self._broken, self._nobody = "", False
        config, experiment = await self._find(http)
        self._check(experiment)
        self._experiment = experiment
        if self._needs_gyr is None:
            self._needs_gyr = experiment.has_gyr
        times = {sensor.time: "" for sensor in experiment.sensors}
        _, answer = await self._whole(http, "/get", read_answer, times)
        self._session, self._measuring = answer.session, answer.measuring
        # What was measured before is not asked for.
        self._since_s = {each.time: _last_s(answer, each) for each in experiment.sensors}
        self.put(config)
        with suppress(ValueError, aiohttp.ClientError):  # it says no more than what the phone is
            self.put((await self._whole(http, "/meta", read_object))[0])
        if not answer.measuring:
            await self._start(http)

    async def _find(self, http: aiohttp.ClientSession) -> tuple[bytes, Experiment]:
        """Answer to /config, of the first port that has one."""
        for url in self._urls[:-1]:
            self._url = url
            try:
                return await self._whole(http, "/config", read_experiment)
            except _FAULTS:
                continue
        self._url = self._urls[-1]
        return await self._whole(http, "/config", read_experiment)

    def _check(self, experiment: Experiment) -> None:
        if not experiment.sensors:
            msg = (
                f"'{experiment.title}' is open in phyphox on {self.place}, which has no "
                "acceleration with gravity; open 'Acceleration with g' there."
            )
            raise CannotOpen(msg)
        if self._needs_gyr and not experiment.has_gyr:
            msg = (
                f"'{experiment.title}' is open in phyphox on {self.place} now, which has no "
                "gyroscope; open the former experiment again."
            )
            raise CannotOpen(msg)

    async def _start(self, http: aiohttp.ClientSession) -> None:
        _, said = await self._whole(http, "/control", read_object, {"cmd": "start"})
        if said.get("result") is not True:
            msg = f"phyphox on {self.place} does not start the measurement; press play there."
            raise CannotOpen(msg)
        self._started = True

    async def _leave(self, http: aiohttp.ClientSession) -> None:
        """Stop what was started here; a phone that is gone needs no stopping."""
        if not self._started:
            return
        try:
            async with asyncio.timeout(_STOP_S):
                await self._get(http, "/control", {"cmd": "stop"})
        except _FAULTS:
            return
        self._started = False

    # -- asking -------------------------------------------------------------------------------

    async def _ask_on(self, http: aiohttp.ClientSession) -> None:
        heard_s = whole_s = time.monotonic()
        while True:
            asked_s = self._asked_s = time.monotonic()
            try:
                if await self._ask(http):
                    heard_s = time.monotonic()
                elif self._measuring and asked_s - heard_s >= EMPTY_S:
                    await self._look_back(http)
                    heard_s = asked_s
                whole_s, self._broken, self._nobody = time.monotonic(), "", False
            except _FAULTS as error:
                self._broken = self._why_broken(error)
                self._nobody = isinstance(error, _NOBODY)
                if time.monotonic() - whole_s >= BROKEN_S:
                    raise ChannelLost(self._broken) from error
            self._asked_s = None
            took_s = time.monotonic() - asked_s
            await asyncio.sleep(max(POLL_S - took_s, took_s))
            await self.room()

    async def _ask(self, http: aiohttp.ClientSession) -> bool:
        """Take what is new; whether there was anything."""
        query: dict[str, str] = {}
        for sensor in self._experiment.sensors:
            since_s = self._since_s[sensor.time]
            query[sensor.time] = "full" if since_s is None else repr(since_s)
            behind = "full" if since_s is None else f"{since_s!r}|{sensor.time}"
            query |= dict.fromkeys(sensor.axes, behind)
        body = await self._get(http, "/get", query)
        answer = read_answer(body)
        self._measuring = answer.measuring
        if answer.session != self._session:
            raise ChannelLost(f"another experiment was opened in phyphox on {self.place}")
        newest = {each.time: answer.newest_s(each) for each in self._experiment.sensors}
        # Of a buffer that was cleared, all that there is now is sent, be it nothing.
        self._since_s |= {
            name: stamp_s
            for name, stamp_s in newest.items()
            if stamp_s is not None or name in answer.full
        }
        has_come = any(stamp_s is not None for stamp_s in newest.values())
        if has_come:
            self.put(body)
        return has_come

    async def _look_back(self, http: aiohttp.ClientSession) -> None:
        """See whether the newest stamps lie before those that are known: then ask for all."""
        times = {sensor.time: "" for sensor in self._experiment.sensors}
        answer = read_answer(await self._get(http, "/get", times))
        for sensor in self._experiment.sensors:
            last_s, since_s = _last_s(answer, sensor), self._since_s[sensor.time]
            if last_s is None or (since_s is not None and last_s < since_s):
                self._since_s[sensor.time] = None

    async def _whole(
        self,
        http: aiohttp.ClientSession,
        path: str,
        read: Callable[[bytes], Said],
        query: Mapping[str, str] | None = None,
    ) -> tuple[bytes, Said]:
        """Ask, and again where the answer is broken; give it, and what it says."""
        for left in range(TRIES - 1, -1, -1):
            try:
                body = await self._get(http, path, query)
                return body, read(body)
            except _NOBODY:
                raise
            except _FAULTS:
                if not left:
                    raise
            await asyncio.sleep(POLL_S)
        raise AssertionError  # the last try has ended it

    async def _get(
        self, http: aiohttp.ClientSession, path: str, query: Mapping[str, str] | None = None
    ) -> bytes:
        async with http.get(self._url.with_path(path).with_query(query)) as answer:
            answer.raise_for_status()
            body = bytearray()
            async for part in answer.content.iter_chunked(65536):
                body += part
                if len(body) > _LARGEST:
                    raise ValueError("an answer without end")
            return bytes(body)

    def _why_broken(self, error: Exception) -> str:
        """Why no answer comes whole, as the end of a sentence."""
        if isinstance(error, ValueError | aiohttp.ClientResponseError | aiohttp.ClientPayloadError):
            return (
                f"the answers of phyphox on {self.place} come broken; go nearer to the Wi-Fi, see "
                "that it wants no login, and that remote access is still allowed in phyphox"
            )
        return (
            f"phyphox on {self.place} does not answer; bring it to the front again, keep the "
            "screen on, and see that the phone is in the Wi-Fi and remote access still allowed"
        )

    def _why_closed(self, error: Exception) -> str:
        if isinstance(error, aiohttp.ClientConnectorDNSError):
            return f"No phone is called {self.place}; give the address that phyphox shows."
        if isinstance(error, aiohttp.ClientResponseError | ValueError):
            return f"{self.place} answers, but not as phyphox does; {_REMOTE}."
        return (
            f"phyphox does not answer at {self.place}; {_REMOTE}, keep it in front and the screen "
            "on, and see that phone and computer are in the same network."
        )


class PhyphoxSource(LinkSource):
    """A phone with phyphox."""

    def __init__(self, address: Address) -> None:
        address.check_options()
        super().__init__(address, ("phyphox",))
        self._where = host_and_port(address, "phyphox:HOST or phyphox:HOST:PORT")

    def channels(self) -> list[Channel]:
        """The one phone."""
        return [PhyphoxChannel(*self._where)]


def _last_s(answer: Answer, sensor: Sensor) -> float | None:
    """Value that was asked for alone, None where there is none."""
    values = answer.buffers.get(sensor.time)
    return float(values[-1]) if values is not None and can_be(values[-1:]).any() else None
