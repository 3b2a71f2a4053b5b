/**
 * Audio as a binary WebSocket message: a 16-byte header, then PCM. All integers little-endian.
 *
 * | offset | size | field |
 * | --- | --- | --- |
 * | 0 | 1 | version, 1 |
 * | 1 | 1 | kind: 1 = audio of the agent |
 * | 2 | 2 | reserved, 0 |
 * | 4 | 4 | generation |
 * | 8 | 4 | sequence, from 1, for the connection |
 * | 12 | 4 | position of the first sample in the generation, in samples of 48 kHz |
 */
export const BINARY_HEADER_BYTES = 16;
const VERSION = 1;
const KIND_AUDIO = 1;

export interface BinaryFrame {
  readonly generation: number;
  readonly sequence: number;
  readonly samplePosition: number;
  /** Mono s16le; a view into the message when decoded. */
  readonly pcm: Uint8Array;
}

/** `allocate` gives the memory of the message; it need not be empty. Default: a new array. */
export function encodeBinaryFrame(
  frame: BinaryFrame,
  allocate: (bytes: number) => Uint8Array = (bytes) => new Uint8Array(bytes),
): Uint8Array {
  const message = allocate(BINARY_HEADER_BYTES + frame.pcm.byteLength);
  const view = new DataView(message.buffer, message.byteOffset);
  view.setUint8(0, VERSION);
  view.setUint8(1, KIND_AUDIO);
  view.setUint16(2, 0);
  view.setUint32(4, frame.generation, true);
  view.setUint32(8, frame.sequence, true);
  view.setUint32(12, frame.samplePosition, true);
  message.set(frame.pcm, BINARY_HEADER_BYTES);
  return message;
}

/** Undefined when the message is no audio frame of this version: a newer server may send kinds we do not know. */
export function decodeBinaryFrame(message: Uint8Array): BinaryFrame | undefined {
  if (message.byteLength < BINARY_HEADER_BYTES) return undefined;
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  if (view.getUint8(0) !== VERSION || view.getUint8(1) !== KIND_AUDIO) return undefined;
  return {
    generation: view.getUint32(4, true),
    sequence: view.getUint32(8, true),
    samplePosition: view.getUint32(12, true),
    pcm: message.subarray(BINARY_HEADER_BYTES),
  };
}
