/** What an AudioWorklet's global scope offers and TypeScript's DOM library does not name. */
export interface WorkletPort {
  onmessage: ((event: { data: unknown }) => void) | null;
  postMessage(message: unknown, transfer?: Transferable[]): void;
}

export interface WorkletScope {
  readonly sampleRate: number;
  readonly AudioWorkletProcessor: new () => { readonly port: WorkletPort };
  registerProcessor(name: string, processor: new () => unknown): void;
}

export function workletScope(): WorkletScope {
  return globalThis as unknown as WorkletScope;
}
