/**
 * Collects what one turn of the event loop brings, in order, and hands it over at the end of the turn: a message
 * between processes costs more than the frame in it, and rooms have their frames at the same time.
 */
export function createTurnBatch<Item>(send: (batch: readonly Item[]) => void): (item: Item) => void {
  let batch: Item[] = [];

  function flush(): void {
    const full = batch;
    batch = [];
    send(full);
  }

  return (item) => {
    if (batch.push(item) === 1) setImmediate(flush);
  };
}
