import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:http2';
import { setTimeout as delay } from 'node:timers/promises';
import { FRAME_BYTES } from '@parley/protocol';

/** Of one message: the frames of a grant, and what protobuf and gRPC put around them. */
export const NULL_MESSAGE_BYTES = 5 * FRAME_BYTES + 60;
/** A grant of credit with its session. */
const ASK = Buffer.alloc(40);

export interface NullHopOptions {
  readonly streams: number;
  readonly seconds: number;
  readonly tickMs: number;
  /** Ticks until a stream asks again. */
  readonly phases: number;
}

/** The same bytes at the same pace between two processes that do nothing else: ms from written to received. */
export async function measureNullHop({
  streams,
  seconds,
  tickMs,
  phases,
}: NullHopOptions): Promise<number[]> {
  const child = fork(new URL('./null-hop-child.js', import.meta.url), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [],
  });
  try {
    const [{ port }] = (await once(child, 'message')) as [{ port: number }];
    const session = connect(`http://127.0.0.1:${port}`);
    const samples: number[] = [];
    const opened = Array.from({ length: streams }, () => {
      const stream = session.request({ ':method': 'POST' }, { endStream: false });
      const head = Buffer.alloc(8);
      let bytes = 0;
      stream.on('data', (chunk: Buffer) => {
        for (let taken = 0; taken < chunk.length; ) {
          const part = chunk.subarray(taken, taken + NULL_MESSAGE_BYTES - bytes);
          if (bytes < head.length) part.copy(head, bytes);
          bytes += part.length;
          taken += part.length;
          if (bytes < NULL_MESSAGE_BYTES) continue;
          bytes = 0;
          samples.push(Number(process.hrtime.bigint() - head.readBigInt64LE()) / 1e6);
        }
      });
      return stream;
    });
    const startedMs = performance.now();
    for (let round = 0; round < (seconds * 1000) / tickMs; round += 1) {
      const waitMs = startedMs + round * tickMs - performance.now();
      if (waitMs > 0) await delay(waitMs);
      for (let at = round % phases; at < streams; at += phases) opened[at]?.write(ASK);
    }
    await delay(200);
    session.destroy();
    // The first second compiles the code.
    return samples.slice(Math.floor(samples.length / seconds));
  } finally {
    child.kill();
  }
}
