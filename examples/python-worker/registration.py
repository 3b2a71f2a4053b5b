"""The worker's entry in Redis: key worker:{name}, renewed while it runs, removed when it drains."""

import asyncio
import json
import sys
import time

from google.protobuf.json_format import MessageToDict

TTL_S = 30
HEARTBEAT_S = 5


async def keep_registered(worker, url: str, addr: str) -> None:
    """Writes the entry until cancelled; while Redis is gone it keeps trying."""
    from redis.asyncio import Redis

    redis = Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2)
    key = f"worker:{worker.settings.name}"
    try:
        while True:
            try:
                await redis.set(key, json.dumps(entry(worker.capabilities(), addr)), ex=TTL_S)
            except Exception as error:
                print(f"the registry cannot be reached: {error}", file=sys.stderr, flush=True)
            await asyncio.sleep(HEARTBEAT_S)
    finally:
        try:
            await redis.delete(key)
        except Exception as error:
            print(f"the entry stays until its TTL ends: {error}", file=sys.stderr, flush=True)
        await redis.aclose()


def entry(report, addr: str) -> dict:
    """A projection of GetCapabilities."""
    known = MessageToDict(report, preserving_proto_field_name=True, always_print_fields_with_no_presence=True)
    return {
        "name": known["worker_name"],
        "kind": "asr",
        "addr": addr,
        "capabilities": known["capabilities"],
        "resident_models": known["resident_models"],
        "metrics": known["metrics"],
        "audio": {"sr": 48_000, "frame_ms": 20},
        "hardware": known["hardware"],
        "last_heartbeat_ts": time.time(),
    }
