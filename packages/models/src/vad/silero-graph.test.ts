import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseWavMono } from '@parley/audio';
import { requires, speechFixture } from '@parley/testkit';
import { describe, expect, it } from 'vitest';
import { modelsDirectory } from '../catalogue/models-directory.js';
import { FLOAT } from '../onnx/graph-file.js';
import { createGraphWriter, port } from '../onnx/graph-writer.js';
import { floatOutput, loadOnnxModel } from '../onnx/session.js';
import { sileroGraph } from './silero-graph.js';

const STREAMS = 3;

describe('the graph of Silero VAD written anew', () => {
  it('is not made of a file that is built otherwise', () => {
    const graph = createGraphWriter('other');
    graph.add('Relu', ['in'], ['out']);
    expect(sileroGraph(graph.write([port('in', FLOAT, 'n')], [port('out', FLOAT, 'n')]))).toBeUndefined();
  });

  it.skipIf(!requires('model:silero-vad-v6', 'fixtures'))('judges speech as the file does', async () => {
    const path = join(modelsDirectory(process.env), 'silero-vad-v6', 'silero_vad.onnx');
    const file = await loadOnnxModel(path);
    const ours = await loadOnnxModel(path, sileroGraph);
    const { Tensor } = file.runtime;
    const clips = ['libri-1988-24833-0000', 'ask-weather', 'jfk-ask-not'].map(
      (name) => parseWavMono(readFileSync(speechFixture(name))).samples,
    );
    const sr = new Tensor('int64', BigInt64Array.of(16_000n), []);
    let state: Float32Array = new Float32Array(2 * STREAMS * 128);
    let ourState = state;
    let spread = 0;
    for (let window = 0; window < 60; window++) {
      const input = new Float32Array(STREAMS * 576);
      for (const [row, clip] of clips.entries())
        input.set(clip.subarray(window * 512, window * 512 + 576), row * 576);
      const feeds = (memory: Float32Array) => ({
        input: new Tensor('float32', input, [STREAMS, 576]),
        state: new Tensor('float32', memory, [2, STREAMS, 128]),
        sr,
      });
      const expected = await file.session.run(feeds(state));
      const actual = await ours.session.run(feeds(ourState));
      const probabilities = floatOutput(expected, 'output');
      for (const [row, probability] of floatOutput(actual, 'output').entries())
        expect(probability).toBeCloseTo(probabilities[row] ?? Number.NaN, 4);
      spread = Math.max(spread, Math.max(...probabilities) - Math.min(...probabilities));
      [state, ourState] = [floatOutput(expected, 'stateN'), floatOutput(actual, 'stateN')];
    }
    expect(spread).toBeGreaterThan(0.9);
    await Promise.all([file.session.release(), ours.session.release()]);
  });
});
