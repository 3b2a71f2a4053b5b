/** What `parley doctor` found out about one thing. */
export interface Finding {
  readonly name: string;
  /** `optional`: something works less well, or is not available, without it. */
  readonly state: 'ok' | 'missing' | 'optional';
  readonly detail: string;
  /** What to do about it; empty when nothing has to be done. */
  readonly remedy: string;
}
