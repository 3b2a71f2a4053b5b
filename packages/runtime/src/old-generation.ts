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
