/** A mapping of keys to values, as a file holds it. */
export type Tree = Record<string, unknown>;

export function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** Dotted paths of everything in a tree that is no object with keys. */
export function leavesOf(value: unknown, path: readonly string[]): string[] {
  if (!isTree(value) || Object.keys(value).length === 0) return path.length === 0 ? [] : [path.join('.')];
  return Object.entries(value).flatMap(([name, item]) => leavesOf(item, [...path, name]));
}

/** Sets what lies at a path, making the mappings on the way. */
export function setAt(tree: Tree, path: readonly string[], value: unknown): void {
  const [head, ...rest] = path;
  if (head === undefined) return;
  if (rest.length === 0) {
    tree[head] = value;
    return;
  }
  const child = tree[head];
  const next = isTree(child) ? child : {};
  tree[head] = next;
  setAt(next, rest, value);
}
