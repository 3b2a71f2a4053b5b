import type { ReplyEvent } from './client-events.js';

interface ReplyPiece {
  readonly generation: number;
  readonly text: string;
  readonly is_final: boolean;
  readonly unheard?: string | undefined;
}

export interface ReplyAssembler {
  add(piece: ReplyPiece): ReplyEvent;
  /** Forgets the pieces of open replies. */
  reset(): void;
}

/** Replies whose pieces are kept while they are still written; older ones are forgotten. */
const MAX_OPEN_REPLIES = 16;

/** Joins the pieces of replies to whole texts. */
export function createReplyAssembler(): ReplyAssembler {
  const open = new Map<number, string>();
  return {
    add({ generation, text, is_final: isFinal, unheard }) {
      if (isFinal) {
        open.delete(generation);
        return { generation, text, isFinal, ...(unheard === undefined ? {} : { unheard }) };
      }
      const whole = (open.get(generation) ?? '') + text;
      open.set(generation, whole);
      const oldest = open.keys().next().value;
      if (open.size > MAX_OPEN_REPLIES && oldest !== undefined) open.delete(oldest);
      return { generation, text: whole, isFinal };
    },
    reset: () => open.clear(),
  };
}
