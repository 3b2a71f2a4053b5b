/** A line longer than this is no chat completion. */
const MAX_LINE_LENGTH = 1_000_000;

/** The `data` of each event of a `text/event-stream` body. Throws RangeError on a line without end. */
export async function* serverSentData(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let pending = '';
  for await (const bytes of body) {
    pending += decoder.decode(bytes, { stream: true });
    const lines = pending.split(/\r\n|\n|\r/);
    pending = lines.pop() ?? '';
    if (pending.length > MAX_LINE_LENGTH) throw new RangeError('a line of the event stream has no end');
    for (const line of lines) {
      if (line.startsWith('data:')) yield line.slice(5).trim();
    }
  }
  if (pending.startsWith('data:')) yield pending.slice(5).trim();
}
