import type { LoadSession } from './load-session.js';

/** Microphones of many sessions, open loop: a chunk of 20 ms each when its time has come, whatever the server does. */
export interface Uplink {
  /** How late each round was sent, in ms: the lateness of this process. */
  readonly lateMs: readonly number[];
  close(): void;
}

const CHUNK_MS = 20;
const CHUNK_SAMPLES = 320;
/** A quarter of the sessions at a time, as people do not speak in step. */
const PHASES = 4;

/** Each session hears the clip round and round, from a place of its own. `clip` undefined sends silence. */
export function startUplink(sessions: readonly LoadSession[], clip?: Int16Array): Uplink {
  const lateMs: number[] = [];
  const silence = new Int16Array(CHUNK_SAMPLES);
  const chunks = clip === undefined ? 1 : Math.max(1, Math.floor(clip.length / CHUNK_SAMPLES));
  const startedMs = performance.now();
  let round = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function send(): void {
    const nowMs = performance.now();
    let dueMs = startedMs + (round * CHUNK_MS) / PHASES;
    while (dueMs <= nowMs) {
      lateMs.push(nowMs - dueMs);
      const index = Math.floor(round / PHASES);
      for (let at = round % PHASES; at < sessions.length; at += PHASES) {
        const from = ((index + at * 17) % chunks) * CHUNK_SAMPLES;
        sessions[at]?.sendAudio(clip === undefined ? silence : clip.subarray(from, from + CHUNK_SAMPLES));
      }
      round += 1;
      dueMs = startedMs + (round * CHUNK_MS) / PHASES;
    }
    timer = setTimeout(send, Math.max(1, dueMs - nowMs));
  }
  send();
  return { lateMs, close: () => clearTimeout(timer) };
}
