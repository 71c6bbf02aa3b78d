"""phyphox, Sensor Logger and SensorServer, answering as the apps do, over real sockets.

Written after the apps' documents and sources, and not after the drivers.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import math
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from typing import Any, ClassVar

import numpy as np
from aiohttp import WSCloseCode, web
from ports import free_port
from pretend import SOON_S, Pace, Sender

from balance.samples import SampleBlock

Sample = dict[str, Any]
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]
Vector = Sequence[float]


def samples(block: SampleBlock, start_s: float = 0.0) -> list[bytes]:
    """What the sensors in a phone measure, a piece for each moment."""
    turns = [None] * len(block) if block.gyr_rad_s is None else block.gyr_rad_s.tolist()
    rows = zip(block.time_s.tolist(), block.acc_m_s2.tolist(), turns, strict=True)
    pieces = [{"t": start_s + t, "acc": acc, "gyr": turn} for t, acc, turn in rows]
    return [json.dumps(piece).encode() for piece in pieces]


def apart(acc: Vector) -> tuple[list[float], list[float]]:
    """Acceleration without gravity, and gravity: any two vectors with that sum will do."""
    gravity = 9.80665 * np.asarray(acc) / np.linalg.norm(acc)
    return (np.asarray(acc) - gravity).tolist(), gravity.tolist()


class Served:
    """An aiohttp application on loopback, in a thread of its own, taken away and put back."""

    def __init__(self) -> None:
        self.port = free_port()
        self.sender = Sender()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._runner: web.AppRunner | None = None
        self.serve()

    def routes(self) -> list[web.RouteDef]:
        raise NotImplementedError

    def is_heard(self) -> bool:
        raise NotImplementedError

    def send(self, data: bytes) -> None:
        raise NotImplementedError

    def serve(self) -> None:
        self.run(self._serve())

    def vanish(self) -> None:
        self.run(self._vanish())

    def run(self, job: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(job, self._loop).result(SOON_S)

    def play(self, parts: Iterable[bytes], pace: Pace = 100.0) -> Sender:
        self.sender.stop()
        self.sender = Sender()
        self.sender.start(self.is_heard, self.send, parts, pace)
        return self.sender

    def close(self) -> None:
        self.sender.stop()
        self.vanish()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(SOON_S)
        self._loop.close()

    async def _serve(self) -> None:
        app = web.Application()
        app.add_routes(self.routes())
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True).start()

    async def _vanish(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None


# phyphox ------------------------------------------------------------------------------------------


def java(value: float) -> str:
    """The pattern 0.#######E0 of `java.text.DecimalFormat`; null for what is no number."""
    if not math.isfinite(value):
        return "null"
    mantissa, exponent = f"{value:.7E}".split("E")
    return f"{mantissa.rstrip('0').rstrip('.')}E{int(exponent)}"


class PhyphoxApp(Served):
    """phyphox on Android with its remote access.

    Attributes
    ----------
    measuring, session, full
        As in its answers; `full` is set by a clear until somebody is told.
    asked
        Paths with their queries.
    broken
        How the next answers are spoiled, one after the other.
    """

    BROKEN: ClassVar = ("short", "torn", "reset", "late", "503", "empty", "cut off", "login")

    SENSORS: ClassVar = {"acc": "accelerometer", "gyr": "gyroscope"}

    def __init__(self, *, gyroscope: bool = True, sensors: dict[str, str] | None = None) -> None:
        self.measuring, self.full, self.willing = False, False, True
        self.session, self.title = "a1b2c3", "Acceleration with g"
        self.asked: list[str] = []
        self.broken: list[str] = []
        names = sensors or self.SENSORS
        self.sensors = names if gyroscope else {k: v for k, v in names.items() if k != "gyr"}
        self.buffers: dict[str, list[float]] = {}
        self.lock = threading.Lock()
        self.empty()
        super().__init__()

    def empty(self) -> None:
        self.buffers = {
            name: [] for key in self.sensors for name in (f"{key}_time", *self.axes(key), key)
        }

    @staticmethod
    def axes(key: str) -> tuple[str, str, str]:
        return f"{key}X", f"{key}Y", f"{key}Z"

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/config", self.spoiled(self.config)),
            web.get("/meta", self.spoiled(self.meta)),
            web.get("/get", self.spoiled(self.get)),
            web.get("/control", self.spoiled(self.control)),
        ]

    def spoiled(self, answer: Answer) -> Answer:
        """An answer as it comes over a bad Wi-Fi; the phone takes it for sent."""

        async def spoil(request: web.Request) -> web.StreamResponse:
            response = await answer(request)
            if not self.broken or not isinstance(response, web.Response):
                return response
            how = self.broken.pop(0)
            return await broken(request, how, response.body) if how else response

        return spoil

    def is_heard(self) -> bool:
        return self.measuring

    def send(self, data: bytes) -> None:
        piece = json.loads(data)
        linear, gravity = apart(piece["acc"])
        vectors = {"linear_acceleration": linear, "gravity": gravity}
        vectors |= {"accelerometer": piece["acc"], "gyroscope": piece["gyr"]}
        with self.lock:
            for key, source in self.sensors.items():
                if self.measuring and vectors.get(source) is not None:
                    self.append(key, piece["t"], vectors[source])

    def append(self, key: str, t: float, vector: Vector) -> None:
        values = (t, *vector, math.hypot(*vector))
        for name, value in zip((f"{key}_time", *self.axes(key), key), values, strict=True):
            self.buffers[name].append(value)

    def pause(self) -> None:
        self.measuring = False

    def clear(self) -> None:
        """`clearData` stops the measurement as well."""
        with self.lock:
            self.measuring = False
            self.empty()
            self.full = True

    def begin_another(self, title: str, sensors: dict[str, str]) -> None:
        with self.lock:
            self.measuring, self.session, self.title = False, "d4e5f6", title
            self.sensors = sensors
            self.empty()

    async def config(self, request: web.Request) -> web.Response:
        self.asked.append(request.path_qs)
        inputs = [{"source": "location", "outputs": [{"lat": "lat"}]}, {"source": "bluetooth"}]
        for key, source in self.sensors.items():
            x, y, z = self.axes(key)
            outputs = [{"x": x}, {"y": y}, {"z": z}, {"abs": key}, {"t": f"{key}_time"}]
            inputs.append({"source": source, "outputs": outputs})
        said = {"crc32": "1a2b", "title": "x", "localTitle": self.title, "category": "Raw Sensors"}
        buffers = [{"name": name, "size": 0} for name in self.buffers]
        return web.json_response({**said, "buffers": buffers, "inputs": inputs, "export": []})

    async def meta(self, request: web.Request) -> web.Response:
        self.asked.append(request.path_qs)
        sensor = {"Name": "LSM6DSO", "Range": "78.4532", "Resolution": "0.0023942017"}
        sensors = {"accelerometer": sensor, "gyroscope": {"Name": None, "Range": None}}
        return web.json_response({"deviceModel": "Pixel 7", "build": None, "sensors": sensors})

    async def control(self, request: web.Request) -> web.Response:
        self.asked.append(request.path_qs)
        command, done = request.query.get("cmd"), command_known(request.query.get("cmd"))
        if command == "start":
            done = self.willing
            self.measuring = self.willing
        elif command == "stop":
            self.measuring = False
        elif command == "clear":
            self.clear()
        return web.json_response({"result": done})

    async def get(self, request: web.Request) -> web.Response:
        self.asked.append(request.path_qs)
        with self.lock:
            forced, self.full = self.full, False
            parts = [
                self.part(name, value, forced=forced)
                for name, value in request.query.items()
                if name in self.buffers
            ]
            measuring = json.dumps(self.measuring)
        status = f'"session":"{self.session}", "measuring":{measuring}, "timedRun":false'
        text = ",\n".join(parts)
        text = f'{{"buffer":{{\n{text}\n}},\n"status":{{\n{status}, "countDown":0\n}}\n}}\n'
        return web.Response(text=text, content_type="application/json")

    def part(self, name: str, asked: str, *, forced: bool) -> str:
        held = self.buffers[name]
        if not asked:
            mode, values = "single", held[-1:] or [math.nan]
        elif asked == "full" or forced:
            mode, values = "full", held
        else:
            text, _, reference = asked.partition("|")
            least = float(text)
            least += 10 ** math.floor(math.log10(abs(least) / 1e7)) if least else 0.0
            beside = self.buffers[reference] if reference else held
            mode = "partial"
            values = [v for v, at in zip(held, beside, strict=False) if not at <= least]
        numbers = ",".join(map(java, values))
        return f'"{name}":{{"size":0,"updateMode":"{mode}", "buffer":[{numbers}]}}'


async def broken(request: web.Request, how: str, body: object) -> web.StreamResponse:
    assert isinstance(body, bytes)
    half = body[: len(body) // 2]
    if how == "late":
        await asyncio.sleep(0.4)
    if request.transport is None:
        return web.Response()  # nobody waits for it any more
    if how == "503":
        return web.Response(status=503)
    if how in ("torn", "empty", "login"):
        page = b"<html><body>Welcome to our Wi-Fi, please log in</body></html>"
        return web.Response(body={"torn": half, "empty": b"", "login": page}[how])
    if how in ("short", "cut off"):
        said = len(body) if how == "short" else len(half)
        sent = half if how == "short" else body
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {said}\r\n\r\n"
        request.transport.write(head.encode() + sent)
    request.transport.close()
    return web.Response()


def command_known(command: str | None) -> bool:
    return command in ("start", "stop", "clear")


# SensorServer -------------------------------------------------------------------------------------


class SensorServerApp(Served):
    """SensorServer: one WebSocket at a time here, an object for each event."""

    BOOT_NS: ClassVar = 3_925_657_519_043_709

    def __init__(self, *, gyroscope: bool = True) -> None:
        self.has = {"android.sensor.accelerometer"}
        self.has |= {"android.sensor.gyroscope"} if gyroscope else set()
        self.asked: list[str] = []
        self._socket: web.WebSocketResponse | None = None
        self._request: web.Request | None = None
        self._wanted: list[str] = []
        self._typed = False
        super().__init__()

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/sensor/connect", self.connect_one),
            web.get("/sensors/connect", self.connect_many),
        ]

    def is_heard(self) -> bool:
        return self._socket is not None and not self._socket.closed

    def send(self, data: bytes) -> None:
        piece = json.loads(data)
        for kind, vector in (("accelerometer", piece["acc"]), ("gyroscope", piece["gyr"])):
            name = f"android.sensor.{kind}"
            if vector is None or name not in self._wanted:
                continue
            # The map is shared: members of another message may be left in it.
            said: Sample = {"speed": 0.0, "values": np.float32(vector).astype(float).tolist()}
            said |= {"timestamp": self.BOOT_NS + round(piece["t"] * 1e9), "accuracy": 2}
            said |= {"type": name} if self._typed else {}
            self.run(self._say(json.dumps(said)))

    def close_with(self, code: int) -> None:
        self.run(self._hang_up(code))

    def break_off(self) -> None:
        """Hang up in the middle of a frame."""
        self.run(self._break_off())

    async def _break_off(self) -> None:
        request = self._request
        assert request is not None
        assert request.transport is not None
        request.transport.write(b'\x81\x7e\x02\x00{"type":')  # a text of 512 bytes begins
        request.transport.close()

    async def connect_one(self, request: web.Request) -> web.WebSocketResponse:
        return await self._connect(request, [request.query.get("type", "")], typed=False)

    async def connect_many(self, request: web.Request) -> web.WebSocketResponse:
        return await self._connect(request, json.loads(request.query["types"]), typed=True)

    async def _connect(
        self, request: web.Request, wanted: list[str], *, typed: bool
    ) -> web.WebSocketResponse:
        self.asked.append(request.path_qs)
        socket = web.WebSocketResponse(timeout=0.1)
        await socket.prepare(request)
        if typed and len(wanted) < 2:
            await socket.close(code=4007, message=b"At least two sensor types must be specified")
        elif not set(wanted) <= self.has:
            await socket.close(code=4001, message=b"sensor of type " + wanted[-1].encode())
        else:
            self._socket, self._wanted, self._typed = socket, wanted, typed
            self._request = request
            async for _ in socket:
                pass
        return socket

    async def _say(self, text: str) -> None:
        if self._socket is not None and not self._socket.closed:
            await self._socket.send_str(text)

    async def _hang_up(self, code: int) -> None:
        if self._socket is not None:
            await self._socket.close(code=code, message=b"")

    async def _vanish(self) -> None:
        if self._socket is not None:
            await self._socket.close(code=WSCloseCode.GOING_AWAY)
        await super()._vanish()


# Sensor Logger ------------------------------------------------------------------------------------


def readings(piece: bytes, *, ios: bool, total: bool = False) -> list[Sample]:
    """What one moment adds to a payload; z, y, x, as they are sent."""
    sample = json.loads(piece)
    sign = -1.0 if ios else 1.0
    linear, gravity = apart(sample["acc"])
    vectors: dict[str, Vector] = {"accelerometer": linear, "gravity": gravity}
    if total:
        vectors["totalacceleration"] = sample["acc"]
    found = []
    for name, vector in vectors.items():
        found.append((name, [sign * axis for axis in vector]))
    if sample["gyr"] is not None:
        found.append(("gyroscope", sample["gyr"]))
    found.append(("orientation", [0.1, 0.2, 0.3]))
    stamp = 1_698_501_144_401_773_000 + round(sample["t"] * 1e9)
    extra = {} if ios else {"accuracy": 3}
    return [
        {"name": name, "time": stamp, "values": {"z": v[2], "y": v[1], "x": v[0]}, **extra}
        for name, v in found
    ]


def messages(
    pieces: Sequence[bytes],
    batch: int,
    *,
    ios: bool = True,
    total: bool = False,
    session: str = "one",
    device: str = "phone",
) -> list[bytes]:
    """Pushes of so many moments each."""
    found = []
    for number, first in enumerate(range(0, len(pieces), batch)):
        payload = [
            reading
            for piece in pieces[first : first + batch]
            for reading in readings(piece, ios=ios, total=total)
        ]
        head = {"messageId": number, "sessionId": session, "deviceId": device}
        found.append(json.dumps({**head, "payload": payload}).encode())
    return found


class SensorLoggerApp:
    """Sensor Logger with HTTP Push switched on; it pushes to a port of this computer."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.sender = Sender()

    def play(self, parts: Iterable[bytes], pace: Pace = 10.0) -> Sender:
        self.sender.stop()
        self.sender = Sender()
        self.sender.start(self.is_heard, self.send, parts, pace)
        return self.sender

    def is_heard(self) -> bool:
        try:
            self.push(b"", method="GET")
        except (OSError, http.client.BadStatusLine):
            # Before anybody listens, a port of the free range may be given to the caller itself:
            # then it is connected to itself, and hears its own question.
            return False
        return True

    def send(self, data: bytes) -> None:
        self.push(data)

    def push(self, body: bytes, method: str = "POST", sender: str = "127.0.0.1") -> tuple[int, str]:
        """Status and text of the answer."""
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=SOON_S, source_address=(sender, 0)
        )
        try:
            headers = {"Content-Type": "application/json"}
            connection.request(method, "/data", body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def close(self) -> None:
        self.sender.stop()
