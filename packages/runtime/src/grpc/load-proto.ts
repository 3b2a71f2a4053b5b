import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadPackageDefinition } from '@grpc/grpc-js';
import { loadSync, type Options, type PackageDefinition } from '@grpc/proto-loader';
import { ParleyError } from '@parley/protocol';
import type { AsrProto, TtsProto } from '@parley/protocol/grpc';

/** Mirrors `scripts/gen-proto.mjs`: what is typed is what is loaded. */
const LOADER_OPTIONS: Options = {
  keepCase: true,
  longs: Number,
  enums: String,
  defaults: true,
  oneofs: true,
};

const definitions = new Map<string, PackageDefinition>();

/** The contract of speech synthesis, `proto/tts.proto`. Read once a process. */
export function loadTtsProto(): TtsProto {
  return loadPackageDefinition(ttsPackageDefinition()) as unknown as TtsProto;
}

/** The contract of speech recognition, `proto/asr.proto`. Read once a process. */
export function loadAsrProto(): AsrProto {
  return loadPackageDefinition(asrPackageDefinition()) as unknown as AsrProto;
}

/** What gRPC reflection serves for synthesis. */
export function ttsPackageDefinition(): PackageDefinition {
  return definitionOf('tts.proto');
}

/** What gRPC reflection serves for recognition. */
export function asrPackageDefinition(): PackageDefinition {
  return definitionOf('asr.proto');
}

function definitionOf(fileName: string): PackageDefinition {
  let definition = definitions.get(fileName);
  if (definition === undefined) {
    definition = loadSync(fileName, { ...LOADER_OPTIONS, includeDirs: [protoDirectory()] });
    definitions.set(fileName, definition);
  }
  return definition;
}

/** The nearest `proto/` folder at or above this file: the repository's, or a copy inside a deployed package. */
function protoDirectory(): string {
  const start = dirname(fileURLToPath(import.meta.url));
  for (let directory = start; ; directory = dirname(directory)) {
    const candidate = join(directory, 'proto');
    if (existsSync(join(candidate, 'tts.proto'))) return candidate;
    if (directory === dirname(directory)) {
      throw new ParleyError(
        'INTERNAL_ERROR',
        `no proto/tts.proto in ${start} or above it: the installation is not whole`,
      );
    }
  }
}
