import { createMetrics } from '@parley/runtime';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { WorkerEntry } from '../registry.js';
import { createWorkerTelemetry } from '../telemetry.js';
import { workerEntry } from '../testing/worker-entries.js';
import { createRouter, type RouteRequest, type Router, type RouterOptions } from './router.js';
import { parseStrategy, ROUTING_STRATEGIES } from './strategies.js';

const telemetry = createWorkerTelemetry(createMetrics());

function create(options: Partial<RouterOptions> = {}): Router {
  const clock = { nowMs: () => 0, setTimer: () => ({ cancel: () => undefined }) };
  return createRouter({ clock, telemetry, random: () => 0.5, taken: () => 0, ...options });
}

function with_(
  name: string,
  capabilities: Partial<WorkerEntry['capabilities']>,
  rest: Partial<WorkerEntry> = {},
) {
  const base = workerEntry(name);
  return { ...base, ...rest, capabilities: { ...base.capabilities, ...capabilities } };
}

function names(
  router: Router,
  registered: readonly WorkerEntry[],
  request: Partial<RouteRequest> = {},
  fixed?: WorkerEntry,
) {
  const route = router.route({ sessionId: 's', ...request }, { registered, fixed, isHealthy: () => true });
  return route.ok ? [...route.workers].map((worker) => worker.name) : route.message;
}

test('each failure says what is missing, in the order of the filters', () => {
  const router = create();
  expect(names(router, [])).toBe('No workers available in registry');
  const english = workerEntry('a');
  expect(names(router, [english], { language: 'x' })).toBe("No workers support language 'x'");
  expect(names(router, [english], { capabilities: { lora: true } })).toBe(
    'No workers match required capabilities',
  );
  const route = router.route({ sessionId: 's' }, { registered: [english], isHealthy: () => false });
  expect(route).toEqual({ ok: false, message: 'All workers are unhealthy' });
});

test.each([
  ['en', ['en'], true],
  ['en-US', ['en'], true],
  ['en', ['en-GB'], true],
  ['en-US', ['en-GB'], false],
  ['EN_us', ['en-US'], true],
  ['e', ['en'], false],
  ['auto', ['zh'], true],
  ['de', ['*'], true],
  ['de', [], true],
  ['de', ['en', 'fr'], false],
])('language %s of a worker with %j: %s', (language, languages, fits) => {
  const found = names(create(), [with_('a', { languages })], { language });
  expect(found).toEqual(fits ? ['a'] : `No workers support language '${language}'`);
});

test('capabilities: booleans exactly, lists by any match, others by equality', () => {
  const worker = with_('a', { lora: true, languages: ['en', 'de'], max_concurrent_sessions: 3 });
  const fits = (capabilities: RouteRequest['capabilities']) =>
    Array.isArray(names(create(), [worker], { capabilities }));
  expect(fits({ lora: true, zero_shot: false })).toBe(true);
  expect(fits({ lora: false })).toBe(false);
  expect(fits({ unheard_of: false })).toBe(true);
  expect(fits({ unheard_of: true })).toBe(false);
  expect(fits({ languages: ['fr', 'de'] })).toBe(true);
  expect(fits({ languages: ['fr'] })).toBe(false);
  expect(fits({ max_concurrent_sessions: 3 })).toBe(true);
  expect(fits({ max_concurrent_sessions: 4 })).toBe(false);
});

test('a session stays with its worker, then the resident model decides, then the strategy', () => {
  const router = create();
  const idle = workerEntry('idle', { metrics: { queue_depth: 0 } });
  const resident = workerEntry('resident', { metrics: { queue_depth: 5 }, resident_models: ['m'] });
  const mine = workerEntry('mine', { metrics: { queue_depth: 9 } });
  router.remember('s', 'mine');
  expect(names(router, [idle, resident, mine], { model: 'm' })).toEqual(['mine', 'resident', 'idle']);
  expect(names(router, [idle, resident, mine], { model: 'm', sessionId: 'other' })).toEqual([
    'resident',
    'idle',
    'mine',
  ]);
  router.forget('s');
  expect(names(router, [idle, resident, mine])).toEqual(['idle', 'resident', 'mine']);
});

test('affinity ends after its time, and never overrules health', () => {
  let nowMs = 0;
  const clock = { nowMs: () => nowMs, setTimer: () => ({ cancel: () => undefined }) };
  const router = create({ clock, affinityTtlMs: 100 });
  const a = workerEntry('a', { metrics: { queue_depth: 0 } });
  const b = workerEntry('b', { metrics: { queue_depth: 1 } });
  router.remember('s', 'b');
  expect(names(router, [a, b])).toEqual(['b', 'a']);
  const sick = router.route({ sessionId: 's' }, { registered: [a, b], isHealthy: (worker) => worker === a });
  expect(sick.ok && [...sick.workers]).toEqual([a]);
  nowMs = 100;
  expect(names(router, [a, b])).toEqual(['a', 'b']);
});

test('strategies', () => {
  const a = workerEntry('a', { metrics: { queue_depth: 2, rtf: 0.1 } });
  const b = workerEntry('b', { metrics: { queue_depth: 1, rtf: 9 } });
  const c = workerEntry('c', { metrics: {} });
  const workers = [c, a, b];
  expect(names(create({ strategy: 'least_loaded' }), workers)).toEqual(['b', 'a', 'c']);
  expect(names(create({ strategy: 'least_latency' }), workers)).toEqual(['a', 'b', 'c']);
  // 0.7 · 2 + 0.3 · 0.1 against 0.7 · 1 + 0.3 · 9.
  expect(names(create({ strategy: 'weighted' }), workers)).toEqual(['a', 'b', 'c']);
  const turn = create({ strategy: 'round_robin' });
  expect([1, 2, 3, 4].map(() => names(turn, workers)[0])).toEqual(['a', 'b', 'c', 'a']);
  const draws = [0.9, 0.1, 0.5];
  expect(names(create({ strategy: 'random', random: () => draws.shift() ?? 0 }), workers)).toEqual([
    'a',
    'b',
    'c',
  ]);
  const busy = create({ taken: (name) => (name === 'a' ? 3 : 0) });
  expect(names(busy, [workerEntry('a'), workerEntry('b')])).toEqual(['b', 'a']);
});

test('strategy names: the synonym is known, an unknown one names what is allowed', () => {
  expect(parseStrategy('queue_depth')).toBe('least_loaded');
  expect(() => parseStrategy('fastest')).toThrow(/"fastest" is not one of round_robin/);
});

test('a static worker is used when no registered one fits, or alone', () => {
  const fixed = with_('fixed', { languages: ['de'] });
  expect(names(create(), [workerEntry('a')], {}, fixed)).toEqual(['a']);
  expect(names(create(), [workerEntry('a')], { language: 'de' }, fixed)).toEqual(['fixed']);
  expect(names(create(), [], {}, fixed)).toEqual(['fixed']);
  expect(names(create({ mode: 'static' }), [workerEntry('a')], {}, fixed)).toEqual(['fixed']);
  expect(names(create({ mode: 'static' }), [workerEntry('a')])).toBe('No workers available in registry');
});

test('policies require, prefer and fall back', () => {
  const gpu = with_('gpu', { cpu_ok: false, lora: true });
  const cpu = with_('cpu', { cpu_ok: true });
  expect(names(create(), [gpu, cpu], { routingPolicy: 'edge' })).toEqual(['cpu']);
  expect(names(create(), [gpu], { routingPolicy: 'edge' })).toEqual(['gpu']);
  expect(names(create(), [cpu], { routingPolicy: 'lora' })).toBe('No workers match required capabilities');
  expect(names(create(), [cpu], { routingPolicy: 'no-such-policy' })).toEqual(['cpu']);
  const policies = {
    default: { require: [], preferTags: ['lora'], fallbacks: [] },
    round: { require: ['zero_shot'], preferTags: [], fallbacks: ['round'] },
  };
  expect(names(create({ policies }), [cpu, gpu])).toEqual(['gpu', 'cpu']);
  expect(names(create({ policies }), [cpu], { routingPolicy: 'round' })).toBe(
    'No workers match required capabilities',
  );
});

test('whatever the strategy: only fitting workers, each once, and one when there is one', () => {
  const worker = fc.record({
    name: fc.string({ minLength: 1, maxLength: 3 }),
    languages: fc.subarray(['en', 'de', 'zh']),
    healthy: fc.boolean(),
    lora: fc.boolean(),
    queue: fc.option(fc.nat(5), { nil: undefined }),
  });
  fc.assert(
    fc.property(
      fc.uniqueArray(worker, { selector: (item) => item.name, maxLength: 8 }),
      fc.constantFrom(...ROUTING_STRATEGIES),
      fc.constantFrom(undefined, 'en', 'de'),
      fc.boolean(),
      (drawn, strategy, language, lora) => {
        const registered = drawn.map((item) =>
          with_(
            item.name,
            { languages: item.languages, lora: item.lora },
            {
              metrics: item.queue === undefined ? {} : { queue_depth: item.queue },
            },
          ),
        );
        const healthy = new Set(drawn.filter((item) => item.healthy).map((item) => item.name));
        const fits = (item: WorkerEntry): boolean =>
          healthy.has(item.name) &&
          item.capabilities.lora === lora &&
          (language === undefined ||
            item.capabilities.languages.length === 0 ||
            item.capabilities.languages.includes(language));
        const router = create({ strategy, random: Math.random });
        for (let round = 0; round < 3; round += 1) {
          const route = router.route(
            { sessionId: 's', language, capabilities: { lora } },
            { registered, isHealthy: (item) => healthy.has(item.name) },
          );
          const found = route.ok ? [...route.workers].map((item) => item.name).sort() : [];
          expect(found).toEqual(
            registered
              .filter(fits)
              .map((item) => item.name)
              .sort(),
          );
          expect(route.ok).toBe(found.length > 0);
        }
      },
    ),
  );
});

test('round robin serves all alike while workers come and go', () => {
  const router = create({ strategy: 'round_robin' });
  const served = new Map<string, number>();
  for (let round = 0; round < 300; round += 1) {
    const present = round % 2 === 0 ? ['a', 'b', 'c'] : ['a', 'c'];
    const [first] = names(
      router,
      present.map((name) => workerEntry(name)),
    );
    served.set(String(first), (served.get(String(first)) ?? 0) + 1);
  }
  for (const name of ['a', 'b', 'c']) expect(served.get(name)).toBeGreaterThan(50);
});

test('of many workers a few are compared: each is found once, the load is even, and nobody is preferred', () => {
  const taken = new Map<string, number>();
  const router = create({ random: Math.random, taken: (name) => taken.get(name) ?? 0 });
  const registered = Array.from({ length: 200 }, (_, at) => workerEntry(`w${at}`));
  expect(new Set(names(router, registered))).toEqual(new Set(registered.map(({ name }) => name)));
  for (let reply = 0; reply < 2000; reply += 1) {
    const [first = ''] = names(router, registered);
    taken.set(first, (taken.get(first) ?? 0) + 1);
  }
  // Ten each if it were even; the fullest of 200 drawn without comparing would have about twenty.
  expect(Math.max(...taken.values())).toBeLessThan(15);
  expect(Math.min(...registered.map(({ name }) => taken.get(name) ?? 0))).toBeGreaterThan(5);
});

test('of many workers those that hold the model come first, and the order is the same however often it is read', () => {
  const router = create({ random: Math.random });
  const registered = Array.from({ length: 100 }, (_, at) =>
    workerEntry(`w${at}`, { resident_models: at % 2 === 0 ? ['m'] : [] }),
  );
  const route = router.route({ sessionId: 's', model: 'm' }, { registered, isHealthy: () => true });
  const found = route.ok ? [...route.workers] : [];
  expect(found).toHaveLength(100);
  expect(found.slice(0, 50).every((worker) => worker.resident_models.includes('m'))).toBe(true);
  expect(route.ok && [...route.workers]).toEqual(found);
});

test('health and exclusion are looked at for each request, though the fleet is the same', () => {
  const router = create();
  const registered = ['a', 'b', 'c'].map((name) => workerEntry(name));
  const found = (exclude: string[], sick: string[]) => {
    const route = router.route(
      { sessionId: 's', exclude: new Set(exclude) },
      { registered, isHealthy: ({ name }) => !sick.includes(name) },
    );
    return route.ok ? [...route.workers].map(({ name }) => name) : route.message;
  };
  expect(found([], [])).toEqual(['a', 'b', 'c']);
  expect(found(['a'], [])).toEqual(['b', 'c']);
  expect(found([], ['b'])).toEqual(['a', 'c']);
  expect(found(['a'], ['b', 'c'])).toBe('All workers are unhealthy');
  expect(found(['a', 'b', 'c'], [])).toBe('No workers available in registry');
  expect(found([], [])).toEqual(['a', 'b', 'c']);
});
