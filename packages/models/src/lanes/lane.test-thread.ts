import { ParleyError } from '@parley/protocol';
import { serveLane, transferring, yieldToMessages } from './serve-lane.js';

/** The thread behind `lane.test.ts`: one handler for each thing that a lane can do. */
serveLane({
  double: async (value: number) => value * 2,
  notFound: async () => {
    throw new ParleyError('NOT_FOUND', 'no such voice');
  },
  plainError: async () => {
    throw new TypeError('odd');
  },
  crash: async () => {
    setImmediate(() => {
      throw new Error('native trouble');
    });
    await new Promise(() => undefined);
  },
  echo: (count: number, call) =>
    new Promise((resolve) => {
      let seen = 0;
      call.onMessage((message) => {
        call.send({ message, seen: ++seen });
        if (seen === count) resolve(seen);
      });
    }),
  lateListener: async (_: undefined, call) => {
    for (let turn = 0; turn < 5; turn++) await yieldToMessages();
    const heard: unknown[] = [];
    call.onMessage((message) => heard.push(message));
    await new Promise((resolve) => setTimeout(resolve, 20));
    return heard;
  },
  /** Blocks the thread piece by piece until it is aborted. */
  grind: async (_: undefined, call) => {
    let pieces = 0;
    call.send('started');
    while (!call.signal.aborted) {
      const until = performance.now() + 5;
      while (performance.now() < until);
      pieces++;
      await yieldToMessages();
    }
    return { pieces, reason: (call.signal.reason as Error).message };
  },
  stubborn: async () => {
    await new Promise((resolve) => setTimeout(resolve, 200));
    return 'done all the same';
  },
  move: async (samples: Float32Array) => transferring(samples, [samples.buffer as ArrayBuffer]),
});
