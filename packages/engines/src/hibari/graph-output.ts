/**
 * Adds an output to a serialised ONNX graph: a tensor of the graph's inside becomes visible without a second file.
 *
 * Protocol Buffers joins messages that are written one after the other, so a `ModelProto` that holds nothing but
 * `graph.output` (field 7, then 12) may be appended to the file (protobuf.dev, "Last One Wins": embedded messages
 * merge). `elementType` is a `TensorProto.DataType` (7: int64).
 */
export function withGraphOutput(model: Uint8Array, tensorName: string, elementType: number): Uint8Array {
  const type = field(2, field(1, Uint8Array.of(0x08, elementType)));
  const name = field(1, new TextEncoder().encode(tensorName));
  const addition = field(7, field(12, joined(name, type)));
  return joined(model, addition);
}

/** A length-delimited field of fewer than 128 bytes. */
function field(number: number, content: Uint8Array): Uint8Array {
  return joined(Uint8Array.of((number << 3) | 2, content.length), content);
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const out = new Uint8Array(first.length + second.length);
  out.set(first);
  out.set(second, first.length);
  return out;
}
