/** How a pull goes on. */
export interface PullProgress {
  readonly modelId: string;
  /** `fetch` downloads, `unpack` takes files out of a package, `verify` hashes, `done` is last. */
  readonly phase: 'fetch' | 'unpack' | 'verify' | 'done';
  /** The package, address or file at work. */
  readonly item: string;
  /** Of this item, in this phase. */
  readonly receivedBytes: number;
  /** Undefined when nobody knows. */
  readonly totalBytes: number | undefined;
}

export type PullProgressListener = (progress: PullProgress) => void;
