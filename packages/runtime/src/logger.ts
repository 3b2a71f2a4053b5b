import { pino } from 'pino';
import { PinoPretty } from 'pino-pretty';

/** `logger.info({ session_id }, 'message')`; `logger.child({ session_id })` for a session's own lines. */
export type Logger = pino.Logger;

/** From the most to the least talkative. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LoggerOptions {
  /** Which part of the server speaks; on every line as `name`. */
  readonly name: string;
  /** Default `info`. Case does not matter, so that `LOG_LEVEL=INFO` works. */
  readonly level?: string | undefined;
  /** `json`: one object a line, for machines. `pretty`: for a terminal. Default `json`. */
  readonly format?: 'json' | 'pretty' | undefined;
  /** True lets transcripts and typed text through (`log.content`). Default false. */
  readonly content?: boolean | undefined;
  /** Where lines go. Default: standard error, so that standard output stays free for data. */
  readonly destination?: NodeJS.WritableStream | undefined;
}

/** Fields that hold what people said, heard or typed, or their audio. */
const CONTENT_FIELDS = ['text', 'transcript', 'prompt', 'reply', 'history', 'pcm', 'audio', 'samples'];

/** Fields that open doors. */
const SECRET_FIELDS = [
  'authorization',
  'cookie',
  'token',
  'tokens',
  'secret',
  'password',
  'apiKey',
  'api_key',
  'apiSecret',
  'api_secret',
  'access_token',
  'resume_token',
];

/** JSON logs with ISO time and a level by name. Secrets, and content unless asked for, come out as `[redacted]`. */
export function createLogger(options: LoggerOptions): Logger {
  const fields = options.content === true ? SECRET_FIELDS : [...SECRET_FIELDS, ...CONTENT_FIELDS];
  return pino(
    {
      name: options.name,
      level: parseLevel(options.level ?? 'info'),
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: fields.flatMap((field) => [field, `*.${field}`]), censor: '[redacted]' },
    },
    destinationOf(options),
  );
}

function destinationOf(options: LoggerOptions): pino.DestinationStream {
  const destination = options.destination;
  if (options.format === 'pretty') {
    return PinoPretty({
      destination: destination ?? 2,
      sync: true,
      ignore: 'pid,hostname',
      colorize: isTerminal(destination),
    });
  }
  return destination === undefined
    ? pino.destination({ dest: 2, sync: true })
    : { write: (line) => destination.write(line) };
}

function isTerminal(destination: NodeJS.WritableStream | undefined): boolean {
  const stream = destination ?? process.stderr;
  return 'isTTY' in stream && stream.isTTY === true;
}

function parseLevel(text: string): LogLevel {
  const wanted = text.toLowerCase() === 'warning' ? 'warn' : text.toLowerCase();
  const level = LOG_LEVELS.find((candidate) => candidate === wanted);
  if (level === undefined) throw new RangeError(`log level "${text}" is not one of ${LOG_LEVELS.join(', ')}`);
  return level;
}
