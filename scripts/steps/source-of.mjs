import { relative } from 'node:path';
import { ROOT } from './run.mjs';

/** A built test file as people know it: `packages/x/src/y.test.ts`. */
export function sourceOf(path) {
  return relative(ROOT, path)
    .replace(/\/dist(-test)?\//, '/src/')
    .replace(/\.js$/, '.ts');
}
