import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { createLogger, type LoggerOptions } from './logger.js';

function capture(options: Partial<LoggerOptions> = {}) {
  const destination = new PassThrough();
  const logger = createLogger({ name: 'test', destination, ...options });
  return { logger, output: () => String(destination.read() ?? '') };
}

test('a line is JSON with ISO time, level by name, and the ids it was given', () => {
  const { logger, output } = capture();
  logger.child({ session_id: 's1' }).info({ generation: 3 }, 'reply started');
  const line = JSON.parse(output());
  expect(line).toMatchObject({
    name: 'test',
    level: 'info',
    session_id: 's1',
    generation: 3,
    msg: 'reply started',
  });
  expect(new Date(line.time).toISOString()).toBe(line.time);
});

test('secrets and what people said never reach the log, at the top or one level down', () => {
  const { logger, output } = capture();
  logger.info(
    { text: 'my pin is 1234', message: { transcript: 'hunter2' }, headers: { authorization: 'Bearer k' } },
    'got',
  );
  const written = output();
  expect(written).toContain('[redacted]');
  for (const secret of ['1234', 'hunter2', 'Bearer']) expect(written).not.toContain(secret);
});

test('content is logged when asked for, secrets still not', () => {
  const { logger, output } = capture({ content: true });
  logger.info({ text: 'hello', token: 'k1' }, 'got');
  expect(output()).toContain('hello');
  expect(output()).not.toContain('k1');
});

test('lines below the level are not written; the level may be upper case', () => {
  const { logger, output } = capture({ level: 'WARN' });
  logger.info('quiet');
  logger.warn('loud');
  expect(output()).toMatch(/^\{.*"loud"\}\n$/);
});

test('pretty output is for people', async () => {
  const { logger, output } = capture({ format: 'pretty' });
  logger.info('hello');
  await new Promise((resolve) => setImmediate(resolve));
  const written = output();
  expect(written).toContain('hello');
  expect(written).not.toContain('{');
});

test('an unknown level is refused, with what is allowed', () => {
  expect(() => createLogger({ name: 'test', level: 'loud' })).toThrow(/loud.*trace, debug, info/);
});
