import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { announcedAddress } from './address.js';

test.each([
  ['127.0.0.1', 7001, undefined, 'grpc://127.0.0.1:7001'],
  ['10.0.0.5', 7001, '', 'grpc://10.0.0.5:7001'],
  ['0.0.0.0', 7001, undefined, `grpc://${hostname()}:7001`],
  ['::', 7001, undefined, `grpc://${hostname()}:7001`],
  ['fd00::1', 7001, undefined, 'grpc://[fd00::1]:7001'],
  ['0.0.0.0', 7001, 'gpu-1', 'grpc://gpu-1:7001'],
  ['0.0.0.0', 7001, 'gpu-1:9000', 'grpc://gpu-1:9000'],
  ['0.0.0.0', 7001, 'grpc://gpu-1:9000', 'grpc://gpu-1:9000'],
  ['0.0.0.0', 7001, '[fd00::1]:9000', 'grpc://[fd00::1]:9000'],
])('bound to %s:%d and told %s, it announces %s', (host, port, configured, expected) => {
  expect(announcedAddress(host, port, configured)).toBe(expected);
});
