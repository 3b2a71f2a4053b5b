export type DeviceErrorCode =
  | 'MICROPHONE_DENIED'
  | 'MICROPHONE_MISSING'
  | 'MICROPHONE_BUSY'
  | 'MICROPHONE_FAILED'
  | 'AUDIO_UNAVAILABLE';

/** A sound device that could not be used. The session goes on without it: typing always works. */
export class DeviceError extends Error {
  readonly code: DeviceErrorCode;

  constructor(code: DeviceErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'DeviceError';
    this.code = code;
  }
}
