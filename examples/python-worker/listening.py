"""One Recognize call: utterances one after the other, and the passes over the one in work."""

import asyncio
import itertools
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
from av import AudioFrame, AudioResampler
from recogniser import RATE_HZ, Hypothesis, Options, Recogniser, Utterance

PAUSE, RESUME, STOP = 0, 1, 2
# Audio before the first pass for progress, and between later ones; a pass takes as long as it takes.
FIRST_PASS_S, NEXT_PASS_S = 0.5, 0.6
# Audio that may wait for the device; beyond it the client is held back by flow control.
MAX_WAITING_S = 60.0


class InvalidMessage(Exception):
    """The client broke the contract: INVALID_ARGUMENT."""


class Lane:
    """One thread that runs inference; what somebody waits for goes first. Bounded by one pass a call."""

    def __init__(self):
        self._thread = ThreadPoolExecutor(1)
        self._queue = asyncio.PriorityQueue()
        self._order = itertools.count()
        self._task = asyncio.create_task(self._work())
        self.depth = 0

    async def run(self, urgent: bool, function, *arguments):
        answer = asyncio.get_running_loop().create_future()
        self._queue.put_nowait((not urgent, next(self._order), function, arguments, answer))
        self.depth += 1
        return await answer

    async def _work(self):
        loop = asyncio.get_running_loop()
        while True:
            _, _, function, arguments, answer = await self._queue.get()
            self.depth -= 1
            if answer.done():  # Its call has gone.
                continue
            try:
                result = await loop.run_in_executor(self._thread, function, *arguments)
                if not answer.done():
                    answer.set_result(result)
            except Exception as error:  # Belongs to whoever asked.
                if not answer.done():
                    answer.set_exception(error)


@dataclass
class Pending:
    """An utterance whose FINAL has not been sent."""

    number: int
    start_s: float
    state: Utterance
    chunks: list[bytes] = field(default_factory=list)
    resampler: AudioResampler | None = None
    heard_s: float = 0.0
    since_pass_s: float = 0.0
    passes: int = 0
    flush: bool = False
    final: bool = False
    dropped: bool = False

    def due(self) -> bool:
        wait_s = FIRST_PASS_S if self.passes == 0 else NEXT_PASS_S
        return self.flush or self.final or self.since_pass_s >= wait_s


class Listening:
    """Takes `AudioChunk`s, gives (pending, hypothesis, final, flushed). Owns its utterances."""

    def __init__(self, lane: Lane, recogniser: Recogniser, options: Options):
        self._lane, self._recogniser, self._options = lane, recogniser, options
        self._pending: list[Pending] = []
        self._changed = asyncio.Event()
        self._clock_s = 0.0
        self._rate_hz = 0
        self._paused = False
        self._ended = False
        self._failure: Exception | None = None

    async def read(self, chunks) -> None:
        """Reads the call to its end; a fault shows in `events`."""
        try:
            async for chunk in chunks:
                self.apply(chunk)
                while sum(pending.since_pass_s for pending in self._pending) > MAX_WAITING_S:
                    await asyncio.sleep(0.05)
            last = self._pending[-1] if self._pending else None
            if last is not None and last.heard_s > 0:
                last.final = True
        except Exception as error:
            self._failure = error
        self._ended = True
        self._changed.set()

    def apply(self, chunk) -> None:
        if chunk.HasField("control"):
            self.control(chunk.control)
        if chunk.audio_data:
            self._push(chunk)
        if chunk.flush or chunk.is_final:
            pending = self._open(chunk.utterance)
            pending.flush |= chunk.flush
            pending.final |= chunk.is_final
        self._changed.set()

    def control(self, command: int) -> None:
        if command == PAUSE:
            self._paused = True
        elif command == RESUME:
            self._paused = False
        elif command == STOP:
            for pending in self._pending:
                pending.dropped = True
            self._pending.clear()

    def _push(self, chunk) -> None:
        if len(chunk.audio_data) % 2:
            raise InvalidMessage("audio_data holds half a sample: s16le is two bytes")
        if not 8000 <= chunk.sample_rate <= 48_000:
            raise InvalidMessage(f"sample_rate {chunk.sample_rate} is not within 8000 to 48000")
        if self._rate_hz not in (0, chunk.sample_rate):
            raise InvalidMessage(f"sample_rate changed from {self._rate_hz} to {chunk.sample_rate} within a call")
        self._rate_hz = chunk.sample_rate
        length_s = len(chunk.audio_data) / 2 / chunk.sample_rate
        if not self._paused:
            pending = self._open(chunk.utterance)
            pending.chunks.append(chunk.audio_data)
            pending.heard_s += length_s
            pending.since_pass_s += length_s
        self._clock_s += length_s

    def _open(self, number: int) -> Pending:
        """The utterance that takes audio; a new number ends the one before."""
        last = self._pending[-1] if self._pending else None
        if last is not None and not last.final:
            if last.number == number:
                return last
            last.final = True
        self._pending.append(Pending(number, self._clock_s, Utterance(self._options)))
        return self._pending[-1]

    async def events(self):
        while True:
            if self._failure is not None:
                raise self._failure
            pending = self._pending[0] if self._pending else None
            if pending is not None and pending.due():
                async for event in self._pass(pending):
                    yield event
            elif self._ended and (pending is None or not pending.due()):
                return
            else:
                self._changed.clear()
                await self._changed.wait()

    async def _pass(self, pending: Pending):
        final, flushed = pending.final, pending.flush
        pending.flush = False
        pcm = b"".join(pending.chunks)
        pending.chunks.clear()
        pending.since_pass_s = 0.0
        pending.passes += 1
        hypothesis = await self._lane.run(final or flushed, self._recognise, pending, pcm, final)
        if pending.dropped:
            return
        if flushed or (hypothesis.words and not final):
            yield pending, hypothesis, False, flushed
        if final:
            self._pending.remove(pending)
            yield pending, hypothesis, True, False

    def _recognise(self, pending: Pending, pcm: bytes, final: bool) -> Hypothesis:
        """In the lane's thread."""
        if pending.heard_s == 0:
            return Hypothesis([], 0, "", 0.0)
        samples = np.frombuffer(pcm, np.int16)
        if self._rate_hz == RATE_HZ:
            floats = samples.astype(np.float32) / 32_768
        else:
            floats = self._resample(pending, samples, final)
        return self._recogniser.recognise(pending.state, floats, final)

    def _resample(self, pending: Pending, samples: np.ndarray, final: bool) -> np.ndarray:
        """With state across the chunks of an utterance."""
        if pending.resampler is None:
            pending.resampler = AudioResampler("flt", "mono", RATE_HZ)
        frames = []
        if len(samples) > 0:
            frame = AudioFrame.from_ndarray(samples[np.newaxis, :], "s16", "mono")
            frame.sample_rate = self._rate_hz
            frames += pending.resampler.resample(frame)
        if final:
            frames += pending.resampler.resample(None)
        parts = [frame.to_ndarray()[0] for frame in frames]
        return np.concatenate(parts) if parts else np.zeros(0, np.float32)
