import { setFlagsFromString } from 'node:v8';

// Audio lies outside of the heap but counts as if it were in it, so that a process that makes new audio all the time has
// its old objects collected again and again, to find nothing, and stands still for each. They are therefore collected
// when they have grown by so many percent, which costs as much memory more.
const WORKER_GROWTH_PERCENT = 300;
/** 100 sessions then cause no full collection; at 200 they are as rare, and longer. */
const SERVER_GROWTH_PERCENT = 100;

/** For workers. Works at any time, for the whole process. */
export function collectGarbageAsWorker(): void {
  setFlagsFromString(`--heap-growing-percent=${WORKER_GROWTH_PERCENT}`);
}

/**
 * For processes that serve people. Young objects are collected by the thread that made them: helpers are woken for each
 * of many small collections, and the thread waits for the last of them, so that on a busy core the pauses are longer and
 * the processor time of all threads is no less (measured). Works at any time, for the whole process.
 */
export function collectGarbageAsServer(): void {
  setFlagsFromString(`--heap-growing-percent=${SERVER_GROWTH_PERCENT}`);
  setFlagsFromString('--no-parallel-scavenge');
}
