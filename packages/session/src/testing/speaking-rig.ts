import { SessionRig } from './session-rig.js';

export const LONG_TEXT =
  'This is a long answer that goes on for quite a while, so that there is time to interrupt it.';

/** A session that has been saying the long text for a second. */
export async function speakingRig(
  options?: ConstructorParameters<typeof SessionRig>[0],
): Promise<SessionRig> {
  const rig = new SessionRig(options);
  rig.session.speak(LONG_TEXT, { isFinal: true, interruptible: true });
  await rig.run(1000);
  return rig;
}
