/** The last word of a caller to a running handler, kept until the handler looks. Bounded by its writer. */
export interface Mailbox {
  /** Resolves at the next message or abort; at once when there was one since the last wait. */
  wait(): Promise<void>;
  ring(): void;
}

export function createMailbox(): Mailbox {
  let rung = false;
  let wake: (() => void) | undefined;
  return {
    async wait() {
      if (!rung) await new Promise<void>((resolve) => (wake = resolve));
      rung = false;
      wake = undefined;
    },
    ring() {
      rung = true;
      wake?.();
    },
  };
}
