import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { requires } from '@parley/testkit';
import type { AxeResults } from 'axe-core';
import { describe, expect, it } from 'vitest';
import { CLIP, pageRig } from './testing/page-rig.js';
import { poseConversation } from './testing/posed-conversation.js';
import { speechIsHere } from './testing/speech-clip.js';

const possible = requires('chromium') && speechIsHere(CLIP[0]);
/** Where pictures for the documents go, when they are asked for; they take their time. */
const SCREENSHOTS = process.env.PARLEY_SCREENSHOTS;
const LOOKS = [
  { name: 'light', width: 1280, height: 800, colorScheme: 'light' },
  { name: 'dark', width: 1280, height: 800, colorScheme: 'dark' },
  { name: 'phone-light', width: 360, height: 780, colorScheme: 'light' },
  { name: 'phone-dark', width: 360, height: 780, colorScheme: 'dark' },
] as const;

describe.skipIf(!possible)('the page, to those who cannot see it all', () => {
  const rig = pageRig();

  /** What axe-core finds wrong, one line each. */
  async function violations(): Promise<string[]> {
    const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    await rig.page.evaluate(axe);
    const { violations: found } = (await rig.page.evaluate('axe.run()')) as AxeResults;
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  }

  it.each(LOOKS)(
    'breaks no rule of axe and shows all of its width: $name',
    async (look) => {
      const found: string[] = [];
      await rig.open(look);
      await poseConversation(rig, SCREENSHOTS !== undefined, async (pose) => {
        if (SCREENSHOTS !== undefined) {
          await mkdir(SCREENSHOTS, { recursive: true });
          await rig.page.screenshot({ path: join(SCREENSHOTS, `page-${pose}-${look.name}.png`) });
        }
        found.push(...(await violations()).map((violation) => `${pose}: ${violation}`));
        const hidden = await rig.page.evaluate(() =>
          [...document.querySelectorAll('button, input, select')]
            .filter((control) => {
              const { left, right } = control.getBoundingClientRect();
              return left < 0 || right > innerWidth;
            })
            .map((control) => control.outerHTML),
        );
        expect(hidden, pose).toEqual([]);
      });
      expect(found).toEqual([]);
    },
    60_000,
  );

  it('is worked by keyboard alone, from the start to the end of a conversation', async () => {
    await rig.open();
    await rig.page.getByText('Server ready').waitFor();
    const focused = async (name: string) => {
      for (let i = 0; i < 20; i += 1) {
        await rig.page.keyboard.press('Tab');
        const text = await rig.page.evaluate(
          () => document.activeElement?.textContent || document.activeElement?.getAttribute('aria-label'),
        );
        if (text?.includes(name)) return;
      }
      throw new Error(`Tab does not lead to "${name}".`);
    };
    await focused('Type instead');
    await rig.page.keyboard.press('Enter');
    const session = await rig.server.session(0);
    await focused('Write to Parley');
    await rig.page.keyboard.type('Hello');
    await rig.page.keyboard.press('Enter');
    await session.message((message) => message.type === 'text' && message.text === 'Hello');
    await focused('Leave');
    await rig.page.keyboard.press('Enter');
    await rig.page.getByRole('button', { name: 'Start talking' }).waitFor();
  });
});
