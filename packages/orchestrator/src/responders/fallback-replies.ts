/** What is said or shown when a part fails. */
export const FALLBACK_REPLIES = {
  /** Speech was there, words were not. */
  notUnderstood: "I didn't catch that. Could you please repeat?",
  recognitionUnavailable: 'Speech recognition is temporarily unavailable. Please type your message.',
  synthesisUnavailable: 'TTS service is currently unavailable. Please try again later.',
  /** The responder failed. */
  responderFailed: "I apologize, but I'm having trouble processing that request right now.",
} as const;
