/** What each bench measures, from where to where, in the order of the page. */
export const SECTIONS: readonly { readonly name: string; readonly title: string; readonly text: string }[] = [
  {
    name: 'stop-latency',
    title: 'Stop latency',
    text: 'First speech sample that the client writes to its socket → last agent sample that the client renders. Real recordings over a reply of the default voice. First speech is the label of the recording, else the first of three 10 ms frames above its noise floor + 12 dB and its peak − 30 dB; where voice activity is found before that, the figure is negative. `webrtc` is the same in a LiveKit room, over a steady tone, for our client, which mutes when it is told; `webrtc-plain` is any subscriber of the track, in the same trials.',
  },
  {
    name: 'page-stop-latency',
    title: 'Stop latency in the page',
    text: 'First speech sample that the microphone of a page in Chromium gives → last agent sample that reaches its output, heard by taps before and behind the page’s own code, on one clock. The page ducks: it mutes at the speech that it hears itself. Real recordings over a steady tone, from a server on loopback and from one whose round trip is 100 ms longer. Falling silent and sounding again while the person still speaks is not stopping; where voice activity is found before the first sample, the figure is negative.',
  },
  {
    name: 'pause-edge',
    title: 'Pause edge',
    text: 'The packet that completes the deciding window of 32 ms → the hold at the client. Frames are sent in order, so the hold follows the last of them. The window is found afterwards with the same model on the same samples.',
  },
  {
    name: 'resume',
    title: 'Lost replies and resume gap',
    text: 'Backchannels and noise over a reply: none may stop it, and after a hold it is to go on soon.',
  },
  {
    name: 'turn-taking',
    title: 'Turn taking',
    text: 'Clips × offsets × noise levels, with the default strategy (`pause-first`) and with the one that waits until it is sure (`confirm-first`). Bounds are Clopper-Pearson.',
  },
  {
    name: 'interruptions',
    title: 'Interruptions, simulated',
    text: 'The same question by the hundred: the session as it is, with the real voice-activity model and the real recogniser, on a clock that moves by the processor time that decoding takes. Recordings × offsets × noise levels; long noise and music in pieces of 4 s. Both strategies; the bounds are 95 % Clopper-Pearson, and the clips that failed are named. The thresholds were set on these recordings.',
  },
  {
    name: 'turn-latency',
    title: 'Turn latency',
    text: 'Last speech sample of the person → first agent sample rendered, with the default models and the rule-based responder. The stages are what the turn waited for on the server; `transport` is the rest: packets, sockets and the jitter buffer.',
  },
  {
    name: 'first-audio',
    title: 'First audio',
    text: 'Text written to the socket → first frame at the client, before its jitter buffer, beside the bare engine in turns with it.',
  },
  {
    name: 'asr',
    title: 'Recognition',
    text: 'As a client sees it, streamed in real time, beside the same model on the whole file.',
  },
  {
    name: 'end-of-turn',
    title: 'End of turn',
    text: 'The session’s own rule (Smart Turn and the last words) beside a plain silence timeout. Cut-offs are pauses of 200 ms and more inside sentences of one speaker at which the agent would have spoken (on the telephone, a silence of 1.2 s is a change of turn); a sentence is taken to have ended where the published text, or else the recogniser with the whole recording before it, has a full stop, a question mark or an exclamation mark. Pauses after such an end, where the same person goes on with another sentence, are `between-sentences`. Silence counts in windows of 32 ms, for both.',
  },
  { name: 'vad', title: 'Voice activity', text: 'Silero v6 by itself, on one thread.' },
  {
    name: 'jitter',
    title: 'Frame jitter',
    text: 'Arrival of frames at the client against the 20 ms grid that lies in their middle. `client-alone` is the same client with a server that only sends.',
  },
  {
    name: 'sessions',
    title: 'Sessions a core, conversations a machine',
    text: 'Open loop: microphones send whatever the server does. Clients and workers are not counted; the notes name the cores that they run on. The CPU of the orchestrator is all of its threads.',
  },
  {
    name: 'rooms',
    title: 'LiveKit rooms',
    text: 'Rooms with live speech in both directions, each subscriber in a process apart: cores of the orchestrator, of its agent processes and of LiveKit; arrival of frames against the 20 ms grid; frames that were lost, late or made up by the receiver. All of it runs on the same cores. `join-to-greeting` is twenty people who ask for a room in the same moment.',
  },
  {
    name: 'cost',
    title: 'Cost of a session',
    text: 'CPU and memory of the orchestrator process for each session.',
  },
  {
    name: 'hop',
    title: 'Worker hop',
    text: 'A frame written by the worker → the same frame handed to playout, over gRPC on one machine, on one clock. `null` is as many bytes at the same pace between two processes that do nothing else.',
  },
  {
    name: 'routing',
    title: 'Routing',
    text: 'Choosing a worker and taking its lease. `acquire` is with Redis, `acquire-memory` without; `-cold` are the first bursts of a process; `-null` is steady work of about a millisecond after each burst: by how much it varies, the machine varies.',
  },
  {
    name: 'failover',
    title: 'Failover',
    text: 'SIGKILL to the TTS worker in mid-sentence: the longest silence at the ear.',
  },
  {
    name: 'swap',
    title: 'Model swap',
    text: 'Another voice is loaded and warmed up in a worker that serves.',
  },
  {
    name: 'leaks',
    title: 'Leaks',
    text: 'Sessions opened, spoken to, listened to and closed; what the orchestrator keeps afterwards.',
  },
  {
    name: 'peers',
    title: 'Beside @livekit/agents',
    text: 'parley and `@livekit/agents` 1.9.0 in one run, in rooms of one LiveKit server: the same Silero v6 file, uplink, ears, tone for a voice, scripted words for a recogniser (each 150 ms after it was said) and an answer that costs nothing; trials in turn, the order changing. What became of a reply is what a plain subscriber heard, never what a server says of itself (less than 60 ms of sound after a silence is a crackle and not the reply); `parley-client-stop` alone is our client, which mutes when it is told. `agents-default` has the defaults of the framework, `agents-tuned` is set for the shortest stop (64 ms of speech, 200 ms of silence, 60 ms of queue, answers synthesised ahead), `agents-words` the same with two words to interrupt. All are without its own models for turns and backchannels, which need an account or a licence of their own: turns end by VAD. Figures of the framework that were measured elsewhere (stop p50 724 ms by default, 261 ms tuned; 10 of 16 backchannels lost; turns 876 and 520 ms) are not from such a run: compare within a run.',
  },
];
