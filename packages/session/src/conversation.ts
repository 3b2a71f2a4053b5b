/** One side's contribution, as it was heard. */
export interface Turn {
  readonly role: 'user' | 'assistant';
  /** For the assistant: what the person heard, which may be less than what was written. */
  readonly text: string;
  /** The person cut it off after `text`. */
  readonly interrupted: boolean;
}
