import { expect, it } from 'vitest';
import { parseIndexPage } from './pypi-index.js';

it('reads both forms of a package index', () => {
  const file = { filename: 'a-1.0-py3-none-any.whl', url: '../../a-1.0-py3-none-any.whl#sha256=ab' };
  const json = JSON.stringify({ meta: {}, files: [{ ...file, hashes: {} }] });
  expect(parseIndexPage(json, 'application/vnd.pypi.simple.v1+json')).toEqual([file]);
  const html = `<html><body><a data-requires-python="&gt;=3.9"\n href="${file.url}">${file.filename}</a><br/></body></html>`;
  expect(parseIndexPage(html, 'text/html')).toEqual([file]);
});

it('takes an error page for no files, and broken JSON for an error', () => {
  expect(parseIndexPage('<h1>Forbidden</h1>', 'text/html')).toEqual([]);
  expect(() => parseIndexPage('{"files": 3}', 'application/json')).toThrow(/no valid page/);
});
