import { sourceOf } from './source-of.mjs';

/** Names the tests that passed, but not at once: a test that needs luck is a defect that nobody sees. */
export default class RetryReporter {
  #lines = [];

  onTestCaseResult(test) {
    const { retryCount = 0 } = test.diagnostic() ?? {};
    const { state, errors } = test.result();
    if (retryCount === 0 || state !== 'passed') return;
    const reason = errors?.[0]?.message.split('\n', 1)[0] ?? 'no reason given';
    this.#lines.push(`needed a retry: ${sourceOf(test.module.moduleId)} "${test.fullName}" (${reason})`);
  }

  onTestRunEnd() {
    for (const line of this.#lines) console.log(line);
  }
}
