import { expect, test } from 'vitest';
import { channelCredentials, serverCredentials } from './credentials.js';

test('without files both sides are plain text', () => {
  expect(channelCredentials()._isSecure()).toBe(false);
  expect(channelCredentials({})._isSecure()).toBe(false);
  expect(serverCredentials({ ca: undefined })._isSecure()).toBe(false);
});

test('a file that cannot be read is named', () => {
  expect(() => channelCredentials({ ca: '/nowhere/ca.pem' })).toThrow('/nowhere/ca.pem');
});

test('half a key pair is refused', () => {
  expect(() => serverCredentials({ cert: '/nowhere/cert.pem' })).toThrow('go together');
  expect(() => serverCredentials({ ca: import.meta.filename })).toThrow('tls.cert and tls.key');
});
