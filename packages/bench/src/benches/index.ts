import type { Bench } from '../bench.js';
import { firstAudio } from './first-audio.js';
import { resume } from './resume.js';
import { stopLatency } from './stop-latency.js';
import { turnLatency } from './turn-latency.js';

export const BENCHES: readonly Bench[] = [firstAudio, stopLatency, resume, turnLatency];
