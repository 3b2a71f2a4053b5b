import { type Figure, figure } from '../bench.js';
import type { SpeakingLoad } from './speaking-load.js';

/** What a session costs each kind of thread of the orchestrator: `main-NAME`, `model-NAME` and `other-NAME`. */
export function threadFigures(name: string, load: SpeakingLoad, sessions: number): Figure[] {
  const { mainMs, modelMs, otherMs } = load.cpu;
  const each = (kind: string, cpuMs: number, what: string): Figure =>
    figure(
      `${kind}-${name}`,
      'ms/session-second',
      [(cpuMs * 1000) / (load.elapsedMs * sessions)],
      undefined,
      what,
    );
  return [
    each('main', mainMs, 'CPU of the event loop that serves people'),
    each('model', modelMs, 'CPU of the thread of the voice activity model'),
    each('other', otherMs, 'CPU of garbage collection, compilation and files'),
  ];
}
