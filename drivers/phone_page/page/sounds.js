// Tones, speech and vibration. A tap must unlock them.

// Hz, seconds and loudness of each note; the end is lower, longer and louder than the start. They
// are those of the computer.
const NOTES = {
  tick: [[1000, 0.04, 0.35]],
  ready: [[660, 0.12, 0.5]],
  start: [[880, 0.16, 0.6]],
  end: [[587, 0.22, 1], [440, 0.45, 1]],
  cap: [[659, 0.18, 1], [880, 0.18, 1], [1047, 0.4, 1]],
  trouble: [[220, 0.25, 0.9], [0, 0.08, 0], [220, 0.25, 0.9]],
  done: [[523, 0.15, 0.8], [659, 0.15, 0.8], [784, 0.4, 0.8]],
};
// More overtones than on the computer: a phone's small loudspeaker hardly gives the deep ones.
const OVERTONES = [0, 1, 0.5, 0.25];
const RAMP_S = 0.008;
// Milliseconds on, off, on. The start is short: the phone that shakes is the one that measures.
const VIBRATIONS = {
  start: [40],
  end: [250],
  cap: [120, 60, 120, 60, 250],
  trouble: [200, 80, 200],
};

export function makeSounds(changed) {
  const Context = window.AudioContext || window.webkitAudioContext;
  const speech = window.speechSynthesis;
  let context = null;
  let wave = null;
  let toneEnds = 0; // in the context's time
  let utterance = null; // held on to: some browsers stop speaking what nobody holds

  function resume() {
    // After a call or a lock some phones leave it "interrupted" until they are asked.
    if (context !== null && context.state !== "running") context.resume().then(changed, changed);
  }

  function makeContext() {
    if (Context === undefined || context !== null) return;
    // On an iPhone this lets the tones through while the silent switch is on.
    if (navigator.audioSession) navigator.audioSession.type = "playback";
    context = new Context({ latencyHint: "interactive" });
    context.onstatechange = changed;
    wave = context.createPeriodicWave(new Float32Array(OVERTONES.length), new Float32Array(OVERTONES));
  }

  function play(tone) {
    if (context === null) return;
    resume();
    let at = context.currentTime;
    for (const [pitchHz, lengthS, loud] of NOTES[tone] || []) {
      if (pitchHz > 0) playNote(pitchHz, at, lengthS, loud);
      at += lengthS;
    }
    toneEnds = at;
  }

  const untilQuietMs = () =>
    context === null ? 0 : 1000 * Math.max(0, toneEnds - context.currentTime);

  // Each note swells and fades so that none clicks.
  function playNote(pitchHz, at, lengthS, loud) {
    const source = context.createOscillator();
    const gain = context.createGain();
    source.setPeriodicWave(wave);
    source.frequency.value = pitchHz;
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(loud, at + RAMP_S);
    gain.gain.setValueAtTime(loud, at + lengthS - RAMP_S);
    gain.gain.linearRampToValueAtTime(0, at + lengthS);
    source.connect(gain).connect(context.destination);
    source.start(at);
    source.stop(at + lengthS);
  }

  // A voice of the phone itself, in English if it has one: nothing is to leave the phone.
  function voice() {
    const own = speech.getVoices().filter((each) => each.localService);
    return own.find((each) => each.lang.startsWith("en")) || own[0];
  }

  const speaks = () => speech !== undefined && voice() !== undefined;

  function say(words) {
    if (!speaks()) return;
    // One may wait for another to end; with more, speech would lag behind the test.
    if (speech.pending) speech.cancel();
    utterance = new SpeechSynthesisUtterance(words);
    utterance.voice = voice();
    utterance.lang = utterance.voice.lang;
    utterance.rate = 1.1;
    speech.speak(utterance);
  }

  // Voices are listed late by some phones; a silent word spoken in a tap unlocks them all.
  function unlockSpeech() {
    if (speech === undefined) return;
    const silent = new SpeechSynthesisUtterance(" ");
    silent.volume = 0;
    speech.speak(silent);
  }

  if (speech !== undefined) {
    speech.getVoices(); // has some browsers fetch the list
    speech.onvoiceschanged = changed;
  }

  return {
    speaks,
    resume,
    isOn: () => context !== null && context.state === "running",

    // Call it in a tap. A phone that can't sound still measures; the checklist says what is off.
    unlock() {
      try {
        makeContext();
        resume();
        unlockSpeech();
      } catch (error) {
        changed();
      }
    },

    // The tone at once, and the words, in their order, when no tone drowns them any more.
    play({ tone, words }) {
      if (tone) play(tone);
      if (words) setTimeout(() => say(words), untilQuietMs());
      if (VIBRATIONS[tone] && navigator.vibrate) navigator.vibrate(VIBRATIONS[tone]);
    },
  };
}
