/** One thing that a worker must do. */
export interface ConformanceCase {
  readonly name: string;
  /**
   * `core`: the interoperable contract (fields below 10). `addition`: fields from 10 on; a worker without them
   * works, with less.
   */
  readonly level: 'core' | 'addition';
  /** Throws with what was expected and what came. */
  run(): Promise<void>;
}

/** Cases against one address, run one after the other. Owns the connection; `close()` ends it. */
export interface ConformanceSuite {
  readonly name: string;
  readonly cases: readonly ConformanceCase[];
  close(): void;
}

export interface ConformanceResult {
  readonly name: string;
  readonly level: ConformanceCase['level'];
  /** Undefined: passed. */
  readonly failure: Error | undefined;
  readonly durationMs: number;
}

/** Runs all cases, in order, each up to `timeoutMs` (default 60 s); a failed one does not stop the rest. */
export async function runConformance(
  suite: ConformanceSuite,
  options: { readonly timeoutMs?: number; readonly onResult?: (result: ConformanceResult) => void } = {},
): Promise<readonly ConformanceResult[]> {
  const results: ConformanceResult[] = [];
  for (const { name, level, run } of suite.cases) {
    const startedMs = performance.now();
    let failure: Error | undefined;
    try {
      await within(options.timeoutMs ?? 60_000, 'the case', run());
    } catch (thrown) {
      failure = thrown instanceof Error ? thrown : new Error(String(thrown));
    }
    const result = { name, level, failure, durationMs: performance.now() - startedMs };
    results.push(result);
    options.onResult?.(result);
  }
  return results;
}

/** Rejects when `promise` takes longer than `timeoutMs`. */
export async function within<R>(timeoutMs: number, what: string, promise: Promise<R>): Promise<R> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took longer than ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Throws `message` unless `condition` holds. */
export function expectThat(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}
