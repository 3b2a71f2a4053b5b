export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** A piece of work with a beginning and an end, in ms since the epoch (fractions count). */
export interface Span {
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes?: SpanAttributes | undefined;
  /** What went wrong; absent: nothing. */
  readonly error?: string | undefined;
}

/** A span that is over, with the spans in it: one level is all that is needed here. */
export interface Trace extends Span {
  readonly children: readonly Span[];
}

/** Where traces go. Takes them without waiting; owns its queue and its timer. */
export interface TraceExporter {
  export(trace: Trace): void;
  /** Sends what is left, for at most three seconds. Idempotent. */
  close(): Promise<void>;
}
