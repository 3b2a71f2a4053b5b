/** What the agent in a room says while it cannot talk yet. */
export interface StatusMessage {
  /** `ready`: it can; `failed`: it never will. */
  readonly phase: string;
  /** For people. */
  readonly message: string;
}

/** Undefined when the data is another message. */
export function parseStatusMessage(data: string): StatusMessage | undefined {
  try {
    const value = JSON.parse(data) as Partial<StatusMessage & { type: unknown }> | null;
    const { type, phase, message } = value ?? {};
    if (type !== 'status' || typeof phase !== 'string' || typeof message !== 'string') return undefined;
    return { phase, message };
  } catch {
    return undefined;
  }
}
