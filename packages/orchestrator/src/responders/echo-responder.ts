import type { ResponderPort } from '@parley/session';
import { deliver } from './deliver.js';

/** Says what was said. What a server without a language model does in legacy mode, and what tests listen for. */
export function createEchoResponder(): ResponderPort {
  return { respond: ({ text }, sink) => deliver([text], sink) };
}
