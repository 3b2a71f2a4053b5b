/**
 * In the audio thread: gathers samples in ±1 as s16 and hands them on whenever `chunkSamples` are there. Each chunk is a
 * new array, which the receiver may keep or transfer.
 */
export function createS16Chunks(
  chunkSamples: number,
  onChunk: (chunk: Int16Array<ArrayBuffer>) => void,
): (value: number) => void {
  let chunk = new Int16Array(chunkSamples);
  let filled = 0;
  return (value) => {
    chunk[filled] = Math.max(-32_768, Math.min(32_767, Math.round(value * 32_768)));
    filled += 1;
    if (filled < chunkSamples) return;
    onChunk(chunk);
    chunk = new Int16Array(chunkSamples);
    filled = 0;
  };
}
