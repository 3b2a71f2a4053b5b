import { setFlagsFromString } from 'node:v8';

/**
 * For workers: old objects are collected when they have become four times as many, not one and a half times. Audio lies
 * outside of the heap but counts as if it were in it, so that a process that makes new audio all the time has them
 * collected again and again, to find nothing, and stands still for each. Costs memory: up to four times what is in use.
 * Works at any time, for the whole process. The orchestrator uses its memory again and does not need it
 * (docs/decisions.md).
 */
export function collectOldGenerationRarely(): void {
  setFlagsFromString('--heap-growing-percent=300');
}

/**
 * For processes that serve people: young objects are collected by the thread that made them, without helpers. Those are
 * woken for each of many small collections, and the thread waits for the last of them: on a busy core the pauses are
 * longer, and the processor time of all threads is no less (measured). Works at any time, for the
 * whole process.
 */
export function collectYoungGenerationAlone(): void {
  setFlagsFromString('--no-parallel-scavenge');
}
