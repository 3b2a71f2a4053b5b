import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ParleyError } from '@parley/protocol';
import { z } from 'zod';
import { download } from './download.js';
import type { PackageFetchOptions } from './npm-package.js';

const DEFAULT_INDEX = 'https://pypi.org/simple';
/** The JSON form of the simple index (PEP 691) is preferred to the HTML form (PEP 503). */
const INDEX_MEDIA_TYPES = 'application/vnd.pypi.simple.v1+json, text/html;q=0.5';
const INDEX_TIMEOUT_MS = 30_000;
const indexPage = z.object({ files: z.array(z.object({ filename: z.string(), url: z.string() })) });

/** Fetches a wheel of `name==version` over HTTPS from the package index, for machines without pip. */
export async function fetchWheelFromIndex(options: PackageFetchOptions): Promise<string> {
  const { spec, directory, onReceived, signal } = options;
  const [name = '', version = ''] = spec.split('==');
  // Normalised as PEP 503 says.
  const pageUrl = `${(await pipIndexUrl(process.env)).replace(/\/$/, '')}/${name.toLowerCase().replaceAll(/[-_.]+/g, '-')}/`;
  const timeout = AbortSignal.timeout(INDEX_TIMEOUT_MS);
  const response = await fetch(pageUrl, {
    headers: { accept: INDEX_MEDIA_TYPES },
    signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
  }).catch((cause: unknown) => {
    throw new ParleyError('CONNECTION_ERROR', `the package index does not answer: ${describe(cause)}`, {
      cause,
    });
  });
  if (!response.ok)
    throw new ParleyError('CONNECTION_ERROR', `the package index says ${response.status} for ${name}`);
  const files = parseIndexPage(await response.text(), response.headers.get('content-type') ?? '');
  const wheels = files.filter(({ filename }) => isWheelOf(filename, version));
  const wheel = wheels.find(({ filename }) => filename.endsWith('-none-any.whl')) ?? wheels[0];
  if (wheel === undefined) throw new ParleyError('NOT_FOUND', `the package index has no wheel of ${spec}`);
  const target = join(directory, wheel.filename);
  await download({ url: new URL(wheel.url, pageUrl).href, target, onReceived, signal });
  return target;
}

type IndexFile = z.infer<typeof indexPage>['files'][number];

/** The files that a page of the index lists; none when it is no such page. Exported for its test. */
export function parseIndexPage(text: string, contentType: string): readonly IndexFile[] {
  if (contentType.includes('json')) {
    try {
      return indexPage.parse(JSON.parse(text)).files;
    } catch (cause) {
      throw new ParleyError('CONNECTION_ERROR', 'the package index sent no valid page', { cause });
    }
  }
  return [...text.matchAll(/<a\s[^>]*href="([^"]+)"[^>]*>([^<]+)<\/a>/gi)].map(
    ([, href = '', filename = '']) => ({
      filename: filename.trim(),
      url: href.replaceAll('&amp;', '&'),
    }),
  );
}

/** `name-version-…whl`; names in wheels hold no dash. */
function isWheelOf(filename: string, version: string): boolean {
  return /^[\w.]+-[^-]+-.+\.whl$/.test(filename) && filename.split('-')[1] === version;
}

/**
 * The index that pip is configured to use: its variable, else the first of its files that names one. pip's settings, not
 * parley's, so that no configuration of ours names them. A file that cannot be read names none.
 */
async function pipIndexUrl(env: Readonly<Record<string, string | undefined>>): Promise<string> {
  if (env.PIP_INDEX_URL) return env.PIP_INDEX_URL;
  const files = [
    env.PIP_CONFIG_FILE,
    join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'pip', 'pip.conf'),
    join(homedir(), '.pip', 'pip.conf'),
    '/etc/pip.conf',
  ];
  for (const file of files) {
    const text = file === undefined ? '' : await readFile(file, 'utf8').catch(() => '');
    const url = /^\s*index-url\s*[=:]\s*(\S+)/m.exec(text)?.[1];
    if (url !== undefined) return url;
  }
  return DEFAULT_INDEX;
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
