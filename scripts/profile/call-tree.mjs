import { relative } from 'node:path';
import { ROOT } from '../steps/run.mjs';

/** What a sample is called: function, and where it stands in this checkout. */
export function frameName({ functionName, url, lineNumber }) {
  const name = functionName === '' ? '(anonymous)' : functionName;
  if (url === '') return name;
  const file = url.startsWith('file://') ? relative(ROOT, url.slice('file://'.length)) : url;
  return `${name} ${file}:${lineNumber + 1}`;
}

/** Turns a V8 profile into a tree: `{ name, selfMs, totalMs, children }`. */
export function callTree({ nodes, samples, timeDeltas }) {
  const selfUs = new Map();
  for (const [index, id] of samples.entries()) selfUs.set(id, (selfUs.get(id) ?? 0) + timeDeltas[index]);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const grow = (id) => {
    const node = byId.get(id);
    const children = (node.children ?? []).map(grow).filter(({ totalMs }) => totalMs > 0);
    const selfMs = (selfUs.get(id) ?? 0) / 1000;
    const totalMs = selfMs + children.reduce((sum, child) => sum + child.totalMs, 0);
    return { name: frameName(node.callFrame), selfMs, totalMs, children };
  };
  return grow(nodes[0].id);
}
