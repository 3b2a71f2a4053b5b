import { availableParallelism, freemem, totalmem } from 'node:os';
import { formatBytes } from '../models/format-bytes.js';
import type { Finding } from './check.js';

/** Both tiers with the default models take about this much. */
const WANTED_BYTES = 1.5e9;

export function checkMachine(): Finding[] {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const nodeFits = major > 20 || (major === 20 && minor >= 19);
  const memoryFits = totalmem() >= WANTED_BYTES;
  return [
    {
      name: 'node',
      state: nodeFits ? 'ok' : 'missing',
      detail: process.versions.node,
      remedy: nodeFits ? '' : 'install Node 20.19 or newer (https://nodejs.org)',
    },
    {
      name: 'machine',
      state: memoryFits ? 'ok' : 'optional',
      detail: `${process.platform} ${process.arch}, ${availableParallelism()} cores, ${formatBytes(freemem())} of ${formatBytes(totalmem())} free`,
      remedy: memoryFits ? '' : 'choose the small recogniser: parley serve --asr-model moonshine-tiny-en',
    },
  ];
}
