import type { ResponseRequest, Turn } from '@parley/session';

/** One message of a chat, as language models take them. */
export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** Asks for text that can be spoken, and tells the model what interruption looks like. */
export const DEFAULT_SYSTEM_PROMPT =
  'You are a friendly voice assistant. Your answers are spoken aloud: use short, plain sentences, without lists, ' +
  'markdown, emoji or code. Answer in one to three sentences unless asked for more. The user may interrupt you; ' +
  'your earlier messages hold only what the user heard, and "[interrupted]" marks where you were cut off.';

/** Turns that are sent along; older ones are left out. */
const MAX_HISTORY_TURNS = 40;

export function chatMessages(request: ResponseRequest, systemPrompt: string): ChatMessage[] {
  const system: ChatMessage[] = systemPrompt === '' ? [] : [{ role: 'system', content: systemPrompt }];
  return [
    ...system,
    ...request.history.slice(-MAX_HISTORY_TURNS).map(asMessage),
    { role: 'user', content: request.text },
  ];
}

function asMessage(turn: Turn): ChatMessage {
  return { role: turn.role, content: turn.interrupted ? `${turn.text} [interrupted]`.trim() : turn.text };
}
