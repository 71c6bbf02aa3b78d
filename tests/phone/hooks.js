// Notes what a page measures, shows, sounds and says. It runs before the page's own scripts.
"use strict";
(() => {
  const noted = { motion: [], shown: [], tones: [], spoken: [], shaken: [] };
  window.noted = noted;

  let listening = false;
  window.addEventListener = function (kind, ...rest) {
    if (kind === "devicemotion" && !listening) {
      listening = true;
      EventTarget.prototype.addEventListener.call(window, kind, (event) => {
        const acc = event.accelerationIncludingGravity;
        const turn = event.rotationRate;
        noted.motion.push([
          event.timeStamp, acc.x, acc.y, acc.z, turn.alpha, turn.beta, turn.gamma,
          Math.round(10 * event.acceleration.x), performance.now(),
        ]);
      });
    }
    return EventTarget.prototype.addEventListener.call(this ?? window, kind, ...rest);
  };

  const text = (id) => document.getElementById(id)?.textContent.replaceAll("\u00a0", " ").trim() ?? "";
  let before = "";
  const look = () => {
    if (!document.body?.dataset.screen) return;
    const told = {
      ...document.body.dataset,
      digits: text("digits"), words: text("words"), hint: text("hint"),
      result: text("result"), best: text("best"),
    };
    const now = JSON.stringify(told);
    if (now === before) return;
    before = now;
    noted.shown.push({ ms: performance.now(), ...told });
  };
  new MutationObserver(look).observe(document, {
    subtree: true, childList: true, attributes: true, characterData: true,
  });

  for (const node of [OscillatorNode, AudioBufferSourceNode]) {
    const start = node.prototype.start;
    node.prototype.start = function (when = 0, ...rest) {
      const ms = performance.now();
      const wait_s = Math.max(0, when - this.context.currentTime);
      const heard = this.context.state === "running";
      noted.tones.push({ ms: ms + 1000 * wait_s, hz: this.frequency?.value ?? null, heard });
      return start.call(this, when, ...rest);
    };
  }
  // Chromium without a window has no voice, and takes none that is made up.
  const voice = { name: "nobody", lang: "en-GB", localService: true, default: true };
  SpeechSynthesis.prototype.getVoices = () => [voice];
  Object.defineProperty(SpeechSynthesisUtterance.prototype, "voice", {
    get: () => voice, set: () => undefined,
  });
  const speak = SpeechSynthesis.prototype.speak;
  SpeechSynthesis.prototype.speak = function (what) {
    noted.spoken.push({ ms: performance.now(), words: what.text });
    return speak.call(this, what);
  };
  const shake = Navigator.prototype.vibrate;
  Navigator.prototype.vibrate = function (pattern) {
    noted.shaken.push({ ms: performance.now(), pattern });
    return shake.call(this, pattern);
  };
})();
