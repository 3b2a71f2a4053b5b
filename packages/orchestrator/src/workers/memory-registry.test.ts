import { createSystemClock } from '@parley/runtime';
import { createMemoryRegistry } from './memory-registry.js';
import { CONTRACT_TTL_MS, describeRegistry } from './testing/registry-contract.js';

describeRegistry('the memory registry', () =>
  Promise.resolve(createMemoryRegistry({ clock: createSystemClock(), ttlMs: CONTRACT_TTL_MS })),
);
