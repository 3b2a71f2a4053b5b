import { ParleyError } from '@parley/protocol';

export interface AgentArrivalOptions {
  /** Default 20 s. */
  readonly limitMs?: number | undefined;
  /** However much is loading, nobody waits longer. Default 120 s. */
  readonly longestMs?: number | undefined;
  readonly onLate: (error: ParleyError) => void;
}

/** The agent's time to come: extended while it says that something loads. */
export interface AgentArrival {
  /** The agent tells what is awaited. */
  status(phase: string, message: string): void;
  /** It is here, or nobody waits any more. Idempotent. */
  end(): void;
}

const LIMIT_MS = 20_000;
const LONGEST_MS = 120_000;

export function createAgentArrival(options: AgentArrivalOptions): AgentArrival {
  const { limitMs = LIMIT_MS, longestMs = LONGEST_MS, onLate } = options;
  let awaited = 'The agent did not come into the room.';
  const fail = () => {
    end();
    onLate(new ParleyError('CONNECTION_ERROR', awaited));
  };
  let limit = setTimeout(fail, limitMs);
  const longest = setTimeout(fail, longestMs);

  function end(): void {
    clearTimeout(limit);
    clearTimeout(longest);
  }

  return {
    status(phase, message) {
      awaited = message;
      if (phase === 'failed') {
        fail();
        return;
      }
      clearTimeout(limit);
      limit = setTimeout(fail, limitMs);
    },
    end,
  };
}
