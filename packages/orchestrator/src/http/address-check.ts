import { connect } from 'node:net';
import type { CheckOutcome } from './health-monitor.js';

const TIMEOUT_MS = 1000;

/** Whether something listens at `grpc://host:port`: a worker at a fixed address is in no registry. */
export function checkAddress(address: string): Promise<CheckOutcome> {
  const { hostname, port } = new URL(address.includes('://') ? address : `grpc://${address}`);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port), timeout: TIMEOUT_MS });
    const done = (outcome: CheckOutcome): void => {
      socket.destroy();
      resolve(outcome);
    };
    socket.once('connect', () => done({ state: 'ok' }));
    socket.once('timeout', () =>
      done({ state: 'failed', error: `the worker at ${address} does not answer` }),
    );
    socket.once('error', (error) =>
      done({ state: 'failed', error: `the worker at ${address}: ${error.message}` }),
    );
  });
}
