import { describeLeases } from '../testing/lease-contract.js';
import { createMemoryLeases } from './memory-leases.js';

describeLeases('the memory table', () => Promise.resolve(createMemoryLeases()));
