/** One thing that is wrong with a configuration. */
export interface ConfigProblem {
  /** Dotted path of the key, `transport.websocket.port`; empty for the file as a whole. */
  readonly key: string;
  readonly message: string;
}

/** The configuration cannot be used. The message lists every problem, one a line, each with what is allowed. */
export class ConfigError extends Error {
  readonly code = 'CONFIG_INVALID';
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[], options: { cause?: unknown } = {}) {
    super(
      problems.map(({ key, message }) => (key === '' ? message : `${key}: ${message}`)).join('\n'),
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.name = 'ConfigError';
    this.problems = problems;
  }
}
