// A child that serves at once, and ends the way its name asks for: run by supervised-worker.test.ts.
import type { ChildMessage, StartMessage } from './worker-messages.js';

function tell(message: ChildMessage): void {
  process.send?.(message);
}

process.once('disconnect', () => process.exit(0));
process.once('message', ({ worker }: StartMessage) => {
  if (worker.name === 'cannot-start') {
    process.send?.({ type: 'failed', message: 'the model is broken' }, undefined, undefined, () =>
      process.exit(1),
    );
    return;
  }
  const entry = {
    name: worker.name,
    kind: worker.kind,
    addr: `grpc://127.0.0.1:${process.pid}`,
    capabilities: {
      streaming: true,
      zero_shot: false,
      lora: false,
      cpu_ok: true,
      languages: ['en'],
      emotive_zero_prompt: false,
      max_concurrent_sessions: worker.maxConcurrentSessions,
    },
    resident_models: [worker.defaultModelId],
    metrics: {},
    audio: { sr: 48_000, frame_ms: 20 },
    hardware: {},
    last_heartbeat_ts: 0,
  };
  tell({ type: 'ready', entry });
});
