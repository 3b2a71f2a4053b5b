import { dispose } from '@livekit/rtc-node';
import { requires, startTestLiveKit } from '@parley/testkit';
import type { Bench, BenchContext } from '../bench.js';
import { AGENTS_VERSION, areAgentsInstalled, installAgents } from '../peers/agents-package.js';
import { AGENTS_SETTINGS } from '../peers/agents-settings.js';
import { startAgentsSide } from '../peers/agents-side.js';
import { startParleySide } from '../peers/parley-side.js';
import { loadPeerClips } from '../peers/peer-clips.js';
import { peerFigures } from '../peers/peer-figures.js';
import { type PeerResults, runPeerTrials } from '../peers/peer-rounds.js';
import type { PeerSide } from '../peers/peer-side.js';

/** parley beside the framework that people would use instead, in turns, in rooms of one LiveKit server. */
export const peers: Bench = {
  name: 'peers',
  ownNetwork: true,
  prepare: installAgents,
  async run(context) {
    const { progress } = context;
    if (!requires('livekit-server', 'fixtures')) {
      progress('not measured: see what is missing above');
      return [];
    }
    if (!areAgentsInstalled()) {
      progress(`not measured: @livekit/agents ${AGENTS_VERSION} is missing (npm could not install it)`);
      return [];
    }
    return (await measure(context)).flatMap(peerFigures);
  },
};

async function measure(context: BenchContext): Promise<PeerResults[]> {
  const clips = await loadPeerClips();
  const livekit = await startTestLiveKit();
  const sides: PeerSide[] = [];
  try {
    sides.push(await startParleySide(livekit));
    for (const settings of AGENTS_SETTINGS) sides.push(await startAgentsSide(livekit, settings));
    return await runPeerTrials(sides, clips, context);
  } finally {
    for (const side of sides) await side.close();
    await livekit.close();
    await dispose();
  }
}
