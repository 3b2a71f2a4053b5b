const WIDTH = 1400;
const ROW = 18;
const MARGIN = 10;
const HEADER = 30;
/** Narrower boxes hold nothing that can be read. */
const NARROWEST = 0.5;
const CHARACTER = 6.6;

/** An SVG picture of a call tree: width is time, callers stand under what they call; hovering tells a box's name. */
export function flameGraph(tree, title) {
  const boxes = [];
  let deepest = 0;
  const place = (node, x, depth) => {
    const width = (node.totalMs / tree.totalMs) * (WIDTH - 2 * MARGIN);
    if (width < NARROWEST) return;
    deepest = Math.max(deepest, depth);
    boxes.push({ node, x, depth, width });
    let childX = x;
    for (const child of [...node.children].sort((a, b) => a.name.localeCompare(b.name))) {
      place(child, childX, depth + 1);
      childX += (child.totalMs / tree.totalMs) * (WIDTH - 2 * MARGIN);
    }
  };
  place(tree, MARGIN, 0);
  const height = HEADER + (deepest + 1) * ROW + MARGIN;
  const drawn = boxes.map(({ node, x, depth, width }) => {
    const y = height - MARGIN - (depth + 1) * ROW;
    const share = `${node.totalMs.toFixed(1)} ms, ${((node.totalMs / tree.totalMs) * 100).toFixed(1)} %`;
    const label = node.name.slice(0, Math.max(0, Math.floor((width - 4) / CHARACTER)));
    return (
      `<g><title>${escapeXml(`${node.name} (${share})`)}</title>` +
      `<rect x="${x.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${ROW - 1}" fill="${colour(node.name)}"/>` +
      `<text x="${(x + 3).toFixed(1)}" y="${y + 13}">${escapeXml(label)}</text></g>`
    );
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" font-family="monospace" font-size="11">` +
    `<rect width="100%" height="100%" fill="#fff"/><text x="${MARGIN}" y="20" font-size="14">${escapeXml(title)}</text>` +
    `${drawn.join('\n')}</svg>\n`
  );
}

/** Warm colours, the same for the same name. */
function colour(name) {
  let hash = 0;
  for (const character of name) hash = (hash * 31 + character.charCodeAt(0)) % 1000;
  return `hsl(${10 + (hash % 45)}, ${70 + (hash % 20)}%, ${60 + (hash % 12)}%)`;
}

function escapeXml(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
