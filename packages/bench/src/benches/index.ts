import type { Bench } from '../bench.js';
import { cost } from './cost.js';
import { firstAudio } from './first-audio.js';
import { jitter } from './jitter.js';
import { leaks } from './leaks.js';
import { pauseEdge } from './pause-edge.js';
import { resume } from './resume.js';
import { sessions } from './sessions.js';
import { stopLatency } from './stop-latency.js';
import { turnLatency } from './turn-latency.js';

export const BENCHES: readonly Bench[] = [
  firstAudio,
  pauseEdge,
  stopLatency,
  resume,
  turnLatency,
  jitter,
  sessions,
  cost,
  leaks,
];
