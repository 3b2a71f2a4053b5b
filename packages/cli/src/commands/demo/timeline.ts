/** Something that happened in the conversation; times in ms since it began. */
export interface Mark {
  readonly atMs: number;
  readonly kind: 'said' | 'heard' | 'reply' | 'cut' | 'hold' | 'resume' | 'flush' | 'latency' | 'sound';
  readonly text: string;
}

const LABELS: Record<Mark['kind'], string> = {
  said: 'caller  ',
  heard: '  heard ',
  reply: 'agent   ',
  cut: '  cut   ',
  hold: '  ‖ hold',
  resume: '  ▸ on  ',
  flush: '  ■ stop',
  latency: '  timing',
  sound: 'caller  ',
};

/** Keeps the marks, and shows each as it comes. */
export class Timeline {
  readonly marks: Mark[] = [];
  readonly #startedMs: number;
  readonly #show: (line: string) => void;

  constructor(startedMs: number, show: (line: string) => void) {
    this.#startedMs = startedMs;
    this.#show = show;
  }

  add(kind: Mark['kind'], text: string, atMs = performance.now()): void {
    const mark = { kind, text, atMs: atMs - this.#startedMs };
    this.marks.push(mark);
    this.#show(`${(mark.atMs / 1000).toFixed(2).padStart(7)} s  ${LABELS[kind]} ${text}`);
  }
}
