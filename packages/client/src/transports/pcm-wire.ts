/** s16le bytes as samples; a view where alignment allows, a copy where not. All our platforms are little-endian. */
export function samplesFromBytes(bytes: Uint8Array): Int16Array {
  const length = bytes.byteLength >> 1;
  if (bytes.byteOffset % 2 === 0) return new Int16Array(bytes.buffer, bytes.byteOffset, length);
  return new Int16Array(bytes.slice().buffer, 0, length);
}

export function samplesFromBase64(base64: string): Int16Array {
  return samplesFromBytes(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
}

export function base64FromSamples(samples: Int16Array): string {
  const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
