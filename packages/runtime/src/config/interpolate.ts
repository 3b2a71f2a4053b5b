import type { ConfigProblem } from './config-error.js';

/** What to read variables from; in a process, `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

const REFERENCE = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;

/** Text that came, wholly or in part, from the environment: still to be read as the type that its key wants. */
export class Substituted {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/**
 * Replaces `${VAR}` and `${VAR:-default}` in every string of a parsed file. A variable that is set but empty takes
 * the default, as in a shell. One without value and default becomes a problem naming key and variable.
 */
export function interpolate(value: unknown, env: Environment, problems: ConfigProblem[], key = ''): unknown {
  if (Array.isArray(value))
    return value.map((item, index) => interpolate(item, env, problems, `${key}[${index}]`));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [
        name,
        interpolate(item, env, problems, key === '' ? name : `${key}.${name}`),
      ]),
    );
  }
  if (typeof value !== 'string' || !value.includes('${')) return value;
  const text = value.replaceAll(REFERENCE, (_, name: string, fallback: string | undefined) => {
    const found = env[name];
    if (found !== undefined && (found !== '' || fallback === undefined)) return found;
    if (fallback !== undefined) return fallback;
    problems.push({
      key,
      message: `the environment variable ${name} is not set, and \${${name}:-default} gives no default`,
    });
    return '';
  });
  return new Substituted(text);
}
