"""Whisper as a live recogniser: it decodes the open utterance again and keeps what two passes agree on."""

from dataclasses import dataclass, field
from time import perf_counter

import numpy as np
from faster_whisper import WhisperModel

RATE_HZ = 16_000
# Less has no word in it.
MIN_AUDIO_S = 0.1
# Two passes count as agreeing only when the later one heard at least this much more.
AGREEMENT_APART_S = 0.6
# The last words of a pass are guesses: they never become stable before the utterance ends.
HOLD_BACK_WORDS = 2
# Whisper hears 30 s at once. Past this length, audio that stable words cover is cut away.
TRIM_AFTER_S = 15.0
# A segment in which nothing became stable is cut here all the same.
SEGMENT_MAX_S = 28.0
# Audio that it takes to believe a detected language for the rest of the utterance.
LANGUAGE_AFTER_S = 2.0
LANGUAGE_PROBABILITY = 0.6


@dataclass(frozen=True)
class Word:
    """Times in seconds from the start of the utterance."""

    text: str
    start: float
    end: float
    probability: float


@dataclass(frozen=True)
class Hypothesis:
    words: list[Word]
    # The first words, which later hypotheses keep.
    stable: int
    language: str
    decoded_s: float

    @property
    def text(self) -> str:
        return join(self.words)

    @property
    def stable_text(self) -> str:
        return join(self.words[: self.stable])

    @property
    def confidence(self) -> float:
        if not self.words:
            return 0.0
        return float(np.exp(np.mean([np.log(max(word.probability, 1e-4)) for word in self.words])))


def join(words: list[Word]) -> str:
    """Words carry the space in front of them, so this also holds where a language writes none."""
    return "".join(word.text for word in words).strip()


@dataclass
class Options:
    """What a session may ask for. `language` None: detect it."""

    language: str | None = None
    hotwords: str | None = None
    task: str = "transcribe"


@dataclass
class Utterance:
    """One utterance on its way to text. Not safe for concurrent use."""

    options: Options
    audio: np.ndarray = field(default_factory=lambda: np.zeros(0, np.float32))
    # Where `audio` begins, in seconds of the utterance; what was before it has been cut away.
    offset_s: float = 0.0
    stable: list[Word] = field(default_factory=list)
    before: list[Word] = field(default_factory=list)
    before_heard_s: float = 0.0
    language: str | None = None
    decoded_s: float = 0.0


class Recogniser:
    """One copy of the weights. `recognise` blocks, and is called from one thread at a time."""

    def __init__(self, model: str, device: str, compute_type: str, threads: int, beam: int):
        self._model = WhisperModel(model, device=device, compute_type=compute_type, cpu_threads=threads)
        self._beam = beam
        self.languages = self._model.supported_languages
        self.rtf = 0.0
        self.recognise(Utterance(Options("en")), np.zeros(RATE_HZ // 2, np.float32), final=True)

    def recognise(self, utterance: Utterance, samples: np.ndarray, final: bool) -> Hypothesis:
        """Appends 16 kHz mono audio and recognises the utterance so far."""
        started = perf_counter()
        utterance.audio = np.concatenate([utterance.audio, samples])
        found, language = self._decode(utterance)
        words = utterance.stable + found
        heard_s = utterance.offset_s + len(utterance.audio) / RATE_HZ
        if final:
            stable = len(words)
        else:
            stable = self._agree(utterance, words, heard_s)
            self._trim(utterance)
        if len(samples) > 0:
            took = (perf_counter() - started) / (len(samples) / RATE_HZ)
            self.rtf = took if self.rtf == 0 else 0.8 * self.rtf + 0.2 * took
        return Hypothesis(words, stable, language, utterance.decoded_s)

    def _decode(self, utterance: Utterance) -> tuple[list[Word], str]:
        """The words after the stable ones, and their language."""
        length_s = len(utterance.audio) / RATE_HZ
        if length_s < MIN_AUDIO_S:
            return [], utterance.language or ""
        options = utterance.options
        segments, info = self._model.transcribe(
            utterance.audio,
            language=options.language or utterance.language,
            task=options.task,
            hotwords=options.hotwords,
            beam_size=self._beam,
            temperature=0.0,
            condition_on_previous_text=False,
            word_timestamps=True,
            # Without it Whisper finds words in silence.
            vad_filter=True,
        )
        words = [
            Word(w.word, w.start + utterance.offset_s, w.end + utterance.offset_s, w.probability)
            for segment in segments
            for w in segment.words or []
        ]
        utterance.decoded_s += length_s
        if words and length_s >= LANGUAGE_AFTER_S and info.language_probability >= LANGUAGE_PROBABILITY:
            utterance.language = info.language
        stable_until = utterance.stable[-1].end if utterance.stable else 0.0
        return [word for word in words if (word.start + word.end) / 2 > stable_until], info.language

    def _agree(self, utterance: Utterance, words: list[Word], heard_s: float) -> int:
        """Makes stable what this pass and an earlier one begin with, but for the last words."""
        if heard_s - utterance.before_heard_s < AGREEMENT_APART_S:
            return len(utterance.stable)
        agreed = len(utterance.stable)
        limit = min(len(words), len(utterance.before)) - HOLD_BACK_WORDS
        while agreed < limit and words[agreed].text == utterance.before[agreed].text:
            agreed += 1
        utterance.stable = words[:agreed]
        utterance.before, utterance.before_heard_s = words, heard_s
        return agreed

    def _trim(self, utterance: Utterance) -> None:
        """Keeps a pass affordable and within the 30 s that Whisper hears."""
        length_s = len(utterance.audio) / RATE_HZ
        if length_s < TRIM_AFTER_S:
            return
        if utterance.stable and utterance.stable[-1].end - utterance.offset_s > TRIM_AFTER_S / 2:
            cut_s = utterance.stable[-1].end - utterance.offset_s
        elif length_s > SEGMENT_MAX_S:
            utterance.stable = utterance.before
            cut_s = length_s if not utterance.stable else utterance.stable[-1].end - utterance.offset_s
        else:
            return
        utterance.audio = utterance.audio[round(max(cut_s, 0) * RATE_HZ) :]
        utterance.offset_s += max(cut_s, 0)
