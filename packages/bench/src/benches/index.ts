import type { Bench } from '../bench.js';
import { asr } from './asr.js';
import { cost } from './cost.js';
import { endOfTurn } from './end-of-turn.js';
import { failover } from './failover.js';
import { firstAudio } from './first-audio.js';
import { hop } from './hop.js';
import { interruptions } from './interruptions.js';
import { jitter } from './jitter.js';
import { leaks } from './leaks.js';
import { pageStopLatency } from './page-stop-latency.js';
import { pauseEdge } from './pause-edge.js';
import { peers } from './peers.js';
import { resume } from './resume.js';
import { rooms } from './rooms.js';
import { routing } from './routing.js';
import { sessions } from './sessions.js';
import { stopLatency } from './stop-latency.js';
import { swap } from './swap.js';
import { turnLatency } from './turn-latency.js';
import { turnTaking } from './turn-taking.js';
import { vad } from './vad.js';

/** In the order of docs/performance.md. */
export const BENCHES: readonly Bench[] = [
  firstAudio,
  pauseEdge,
  stopLatency,
  pageStopLatency,
  resume,
  turnTaking,
  interruptions,
  turnLatency,
  asr,
  endOfTurn,
  vad,
  jitter,
  sessions,
  rooms,
  cost,
  hop,
  routing,
  failover,
  swap,
  leaks,
  peers,
];
