"""An ASR worker in Python: proto/asr.proto served by faster-whisper. See README.md."""

import argparse
import asyncio
import os
import signal
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection
from listening import InvalidMessage, Lane, Listening
from recogniser import Options, Recogniser
from registration import keep_registered

PROTO_FOLDER = Path(__file__).resolve().parents[2] / "proto"
sys.path.insert(0, str(PROTO_FOLDER))
pb, services = grpc.protos_and_services("asr.proto")

SERVICE = "asr.ASRService"
KNOWN_OPTIONS = ("language", "hotwords", "task")
# A session that nobody uses ends after this; its client has gone without a word.
SESSION_IDLE_S = 600.0


@dataclass
class Session:
    options: Options
    used_at: float = field(default_factory=time.monotonic)
    call: Listening | None = None


class AsrWorker(services.ASRServiceServicer):
    """Owns one model and the sessions that use it."""

    def __init__(self, settings: argparse.Namespace):
        self.settings = settings
        self.lane = Lane()
        self.sessions: dict[str, Session] = {}
        self.recogniser: Recogniser | None = None
        self.languages: list[str] = []
        self._loading: asyncio.Task | None = None

    async def load(self) -> Recogniser:
        """Loads the model once, however many wait for it."""
        if self.recogniser is None:
            if self._loading is None:
                s = self.settings
                arguments = (s.model, s.device, s.compute_type, s.threads, s.beam)
                self._loading = asyncio.create_task(self.lane.run(True, Recogniser, *arguments))
            try:
                self.recogniser = await asyncio.shield(self._loading)
            finally:
                self._loading = None
            self.languages = self.settings.languages or list(self.recogniser.languages)
        return self.recogniser

    async def StartSession(self, request, context):
        if not request.session_id:
            await context.abort(grpc.StatusCode.INVALID_ARGUMENT, "session_id is empty")
        await self._check_model(request.model_id or self.settings.model_id, context)
        try:
            recogniser = await self.load()
        except Exception as error:
            await context.abort(grpc.StatusCode.INTERNAL, f"the model does not load: {error}")
        options = await self._options(request.options, recogniser, context)
        # No await from here on: two requests cannot both take the last place.
        self._forget_idle()
        present = self.sessions.get(request.session_id)
        if present is None and len(self.sessions) >= self.settings.max_sessions:
            await context.abort(
                grpc.StatusCode.RESOURCE_EXHAUSTED, f"all {self.settings.max_sessions} sessions are taken"
            )
        if present is not None:
            await context.abort(grpc.StatusCode.INVALID_ARGUMENT, f"session {request.session_id} exists already")
        self.sessions[request.session_id] = Session(options)
        unknown = [name for name in request.options if name not in KNOWN_OPTIONS]
        message = f"not supported by {self.settings.model_id}: {', '.join(unknown)}" if unknown else ""
        return pb.StartSessionResponse(success=True, message=message)

    async def _options(self, given, recogniser: Recogniser, context) -> Options:
        language = given.get("language", "auto")
        code = None if language in ("", "auto") else language.replace("_", "-").split("-")[0].lower()
        if code is not None and code not in recogniser.languages:
            await context.abort(grpc.StatusCode.INVALID_ARGUMENT, f"the model does not know the language {language}")
        task = given.get("task", "transcribe")
        if task not in ("transcribe", "translate"):
            await context.abort(grpc.StatusCode.INVALID_ARGUMENT, f"task {task} is not transcribe or translate")
        return Options(code, given.get("hotwords") or None, task)

    async def EndSession(self, request, context):
        self.sessions.pop(request.session_id, None)
        return pb.EndSessionResponse(success=True)

    async def Recognize(self, chunks, context):
        first = await anext(aiter(chunks), None)
        if first is None:
            await context.abort(grpc.StatusCode.INVALID_ARGUMENT, "the call ended without a message")
        session = await self._session(first.session_id, context)
        if session.call is not None:
            await context.abort(grpc.StatusCode.INVALID_ARGUMENT, f"session {first.session_id} has a call already")
        call = session.call = Listening(self.lane, await self.load(), session.options)
        reader = asyncio.create_task(call.read(of_session(first, chunks)))
        try:
            async for pending, hypothesis, final, flushed in call.events():
                yield transcript(first.session_id, pending, hypothesis, final, flushed)
        except InvalidMessage as error:
            await context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(error))
        finally:
            reader.cancel()
            session.call = None
            session.used_at = time.monotonic()

    async def Control(self, request, context):
        session = await self._session(request.session_id, context)
        if request.command not in pb.ControlCommand.values():
            await context.abort(grpc.StatusCode.INVALID_ARGUMENT, f"there is no command {request.command}")
        if session.call is not None:
            session.call.control(request.command)
        return pb.ControlResponse(success=True, timestamp_ms=time.time_ns() // 1_000_000)

    async def ListModels(self, request, context):
        model = pb.ModelInfo(
            model_id=self.settings.model_id,
            family="whisper",
            is_loaded=self.recogniser is not None,
            languages=self.languages,
            metadata={"refcount": str(len(self.sessions)), "sample_rate_hz": "16000"},
        )
        return pb.ListModelsResponse(models=[model])

    async def LoadModel(self, request, context):
        await self._check_model(request.model_id, context)
        started = time.monotonic()
        await self.load()
        return pb.LoadModelResponse(success=True, load_duration_ms=round((time.monotonic() - started) * 1000))

    async def UnloadModel(self, request, context):
        await self._check_model(request.model_id, context)
        if self.sessions:
            return pb.UnloadModelResponse(success=False, message=f"{len(self.sessions)} sessions use it")
        self.recogniser = None
        return pb.UnloadModelResponse(success=True)

    async def GetCapabilities(self, request, context):
        return self.capabilities()

    def capabilities(self):
        self._forget_idle()
        s = self.settings
        return pb.GetCapabilitiesResponse(
            capabilities=pb.Capabilities(
                streaming=True,
                cpu_ok=s.device == "cpu",
                languages=self.languages,
                max_concurrent_sessions=s.max_sessions,
            ),
            resident_models=[s.model_id] if self.recogniser else [],
            metrics={
                "rtf": self.recogniser.rtf if self.recogniser else 0.0,
                "queue_depth": self.lane.depth,
                "active_sessions": len(self.sessions),
                "models_loaded": 1 if self.recogniser else 0,
            },
            worker_name=s.name,
            default_model_id=s.model_id,
            hardware={"device": s.device, "cuda_visible_devices": os.environ.get("CUDA_VISIBLE_DEVICES", "")},
        )

    async def _session(self, session_id: str, context) -> Session:
        if not session_id:
            await context.abort(grpc.StatusCode.INVALID_ARGUMENT, "session_id is empty")
        session = self.sessions.get(session_id)
        if session is None:
            await context.abort(grpc.StatusCode.NOT_FOUND, f"there is no session {session_id}")
        session.used_at = time.monotonic()
        return session

    async def _check_model(self, model_id: str, context) -> None:
        if model_id != self.settings.model_id:
            await context.abort(
                grpc.StatusCode.NOT_FOUND, f"there is no model {model_id}, only {self.settings.model_id}"
            )

    def _forget_idle(self) -> None:
        before = time.monotonic() - SESSION_IDLE_S
        for session_id, session in list(self.sessions.items()):
            if session.call is None and session.used_at < before:
                del self.sessions[session_id]


async def of_session(first, rest):
    """All messages of a call, the first again; a call serves one session."""
    yield first
    async for chunk in rest:
        if chunk.session_id != first.session_id:
            raise InvalidMessage(f'a call serves one session: {first.session_id}, not "{chunk.session_id}"')
        yield chunk


def transcript(session_id, pending, hypothesis, final, flushed):
    """A hypothesis as it goes onto the wire: ms on the clock of the call, lengths in UTF-16 units."""

    def ms(seconds: float) -> int:
        return round((pending.start_s + seconds) * 1000)

    words = hypothesis.words
    return pb.TranscriptEvent(
        session_id=session_id,
        kind=pb.FINAL if final else pb.PARTIAL,
        text=hypothesis.text,
        confidence=hypothesis.confidence,
        language=hypothesis.language,
        start_ms=ms(words[0].start if words else 0),
        end_ms=ms(min(words[-1].end, pending.heard_s) if words else pending.heard_s),
        utterance=pending.number,
        stable_length=len(hypothesis.stable_text.encode("utf-16-le")) // 2,
        words=[
            pb.Word(text=w.text.strip(), start_ms=ms(w.start), end_ms=ms(w.end), confidence=w.probability)
            for w in words
        ],
        flushed=flushed,
        decoded_ms=round(hypothesis.decoded_s * 1000),
    )


async def serve(settings: argparse.Namespace) -> None:
    server = grpc.aio.server()
    worker = AsrWorker(settings)
    services.add_ASRServiceServicer_to_server(worker, server)
    healthy = health.aio.HealthServicer()
    health_pb2_grpc.add_HealthServicer_to_server(healthy, server)
    reflection.enable_server_reflection((SERVICE, health.SERVICE_NAME, reflection.SERVICE_NAME), server)
    port = server.add_insecure_port(f"{settings.host}:{settings.port}")
    await worker.load()
    await server.start()
    for name in ("", SERVICE):
        await healthy.set(name, health_pb2.HealthCheckResponse.SERVING)
    addr = f"grpc://{settings.advertise or settings.host}:{port}"
    registration = asyncio.create_task(keep_registered(worker, settings.redis, addr)) if settings.redis else None
    print(f"ready at {addr}", flush=True)

    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    await stop.wait()
    if registration is not None:
        registration.cancel()
        await asyncio.gather(registration, return_exceptions=True)
    await healthy.enter_graceful_shutdown()
    await server.stop(grace=10)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", required=True, help="a folder with CTranslate2 files, or a size such as base")
    parser.add_argument("--model-id", default="whisper-base-ct2", help="its name in the contract")
    parser.add_argument("--device", default="cpu", choices=("cpu", "cuda", "auto"))
    parser.add_argument("--compute-type", default="int8", help="int8 on a CPU, float16 on a GPU")
    parser.add_argument("--threads", type=int, default=0, help="of the CPU; 0 takes all")
    parser.add_argument("--beam", type=int, default=1)
    parser.add_argument("--languages", nargs="*", help="to advertise; default: all that the model knows")
    parser.add_argument("--max-sessions", type=int, default=4)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=7002, help="0 takes a free one")
    parser.add_argument("--advertise", help="host that orchestrators reach it at")
    parser.add_argument("--name", default=f"python-asr-{os.getpid()}")
    parser.add_argument("--redis", help="redis:// address of the registry; default: none, a static address")
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
