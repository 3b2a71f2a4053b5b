import { ParleyError } from '@parley/protocol';
import { expect, test } from 'vitest';
import type { ModelManager } from '../models/model-manager.js';
import { createSessionTable, type SessionTask } from './session-table.js';

/** A table of two places over a model manager that counts, under a clock that the test moves. */
function world() {
  let nowMs = 0;
  let references = 0;
  const timers = new Set<{ atMs: number; task: () => void }>();
  const models: Pick<ModelManager, 'acquire'> = {
    async acquire(id) {
      if (id === 'missing') throw new ParleyError('NOT_FOUND', 'no model missing');
      references++;
      const model = { id, family: 'tone', directory: undefined, languages: ['en'], settings: {} };
      return {
        model,
        loaded: { languages: ['en'], options: [], sampleRateHz: 48_000 },
        release: () => void references--,
      };
    },
  };
  const table = createSessionTable({
    models: models as ModelManager,
    clock: {
      nowMs: () => nowMs,
      setTimer(delayMs, task) {
        const timer = { atMs: nowMs + delayMs, task };
        timers.add(timer);
        return { cancel: () => void timers.delete(timer) };
      },
    },
    maxConcurrentSessions: 2,
    clientLossGraceMs: 5000,
    sessionIdleTimeoutMs: 60_000,
  });
  return {
    table,
    references: () => references,
    timers: () => timers.size,
    advance(ms: number) {
      nowMs += ms;
      for (const timer of [...timers]) {
        if (timer.atMs <= nowMs && timers.delete(timer)) timer.task();
      }
    },
  };
}

function task(): SessionTask & { abandoned: boolean } {
  const made = {
    abandoned: false,
    abandon() {
      made.abandoned = true;
    },
  };
  return made;
}

test('a session beyond the cap is refused, also while the others wait for their model', async () => {
  const { table, references } = world();
  const outcomes = await Promise.allSettled(['a', 'b', 'c'].map((id) => table.start(id, 'm', {}, 'peer')));
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
  expect(references()).toBe(2);
  table.end('a');
  table.end('a');
  await table.start('c', 'm', {}, 'peer');
  expect(references()).toBe(2);
});

test('a start that fails keeps no place', async () => {
  const { table } = world();
  for (let attempt = 0; attempt < 5; attempt++) {
    await expect(table.start('a', 'missing', {}, 'peer')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  }
  expect(table.size).toBe(0);
});

test('starting a session again replaces it, and returns its reference', async () => {
  const { table, references } = world();
  const running = task();
  (await table.start('a', 'm', {}, 'peer')).begin(running);
  await table.start('a', 'n', {}, 'peer');
  expect(running.abandoned).toBe(true);
  expect(references()).toBe(1);
  expect(table.get('a', 'peer').reference.model.id).toBe('n');
});

test('a lost client gives its place back after the grace time, unless it comes back', async () => {
  const { table, references, advance } = world();
  await table.start('gone', 'm', {}, 'first');
  await table.start('back', 'm', {}, 'first');
  table.peerLost('first');
  advance(4000);
  table.get('back', 'second');
  advance(2000);
  expect(() => table.get('gone', 'second')).toThrow('no session gone');
  expect(table.get('back', 'second').id).toBe('back');
  expect(references()).toBe(1);
});

test('a session seen on two connections outlives one of them', async () => {
  const { table, advance } = world();
  await table.start('a', 'm', {}, 'first');
  table.get('a', 'second');
  table.peerLost('first');
  advance(10_000);
  expect(table.size).toBe(1);
});

test('a running call keeps its session; the idle time counts from its end', async () => {
  const { table, advance } = world();
  const session = await table.start('a', 'm', {}, 'peer');
  const running = task();
  session.begin(running);
  advance(600_000);
  expect(table.size).toBe(1);
  expect(table.busy).toBe(1);
  session.finish(running);
  advance(59_000);
  expect(table.size).toBe(1);
  advance(2000);
  expect(table.size).toBe(0);
});

test('closing abandons what runs and leaves no reference and no timer', async () => {
  const { table, references, timers } = world();
  const running = task();
  (await table.start('a', 'm', {}, 'peer')).begin(running);
  await table.start('b', 'm', {}, 'peer');
  table.close();
  expect([running.abandoned, references(), timers()]).toEqual([true, 0, 0]);
  await expect(table.start('c', 'm', {}, 'peer')).rejects.toMatchObject({ code: 'WORKER_UNAVAILABLE' });
});
