// The page as a whole: what a tap, a sensor or the computer brings goes to the part that deals with
// it. Nothing here decides anything about balance.

import { makeAwake } from "./awake.js";
import { makeChoice } from "./choice.js";
import { makeLink } from "./link.js";
import { recall, remember } from "./memory.js";
import * as motion from "./motion.js";
import { makeOutbox } from "./outbox.js";
import { makeSounds } from "./sounds.js";
import * as view from "./view.js";
import * as words from "./words.js";

const LOOK_EVERY_MS = 500;
const LONG_WITHOUT_MS = 8000;

const element = (id) => document.getElementById(id);
const page = [...crypto.getRandomValues(new Uint8Array(8))]
  .map((byte) => byte.toString(16).padStart(2, "0"))
  .join("");
const visible = () => document.visibilityState === "visible";

let begun = false;
let over = false;
let told = null;
let lastSeen = "";
let lostAt = performance.now();
let sensors = null;

const choice = makeChoice();
const outbox = makeOutbox();
const awake = makeAwake(look);
const sounds = makeSounds(look);
const link = makeLink({ outbox, greeting, hear, changed });

function who() {
  if (!begun) return { type: "peek" };
  return {
    type: "hello",
    page,
    platform: words.platform(),
    agent: navigator.userAgent.slice(0, 200),
    placement: choice.placement(),
    leg: choice.leg(),
  };
}

const seen = () => ({
  type: "seen",
  visible: visible(),
  awake: awake.state() === "on",
  sound: sounds.isOn(),
});

function greeting() {
  return begun ? [who(), seen()] : [who()];
}

function hear(message) {
  if (message.type === "welcome") welcome(message);
  if (message.type === "told") tell(message);
  if (message.type === "cues") message.cues.forEach(cue);
  if (message.type === "refused") refuse(message.why);
  if (message.type === "bye") leave();
}

function welcome({ fixed, fingerprint }) {
  const before = [choice.placement(), choice.leg()].join();
  choice.fix(fixed);
  view.showFingerprint(fingerprint);
  element("change").hidden = choice.allFixed();
  if (begun && before !== [choice.placement(), choice.leg()].join()) link.greet();
}

function tell(message) {
  // On the strap nobody can tap it away: a new hold does.
  if (message.state === "hold" && told !== null && told.state === "lift") dismiss();
  told = message;
  view.showTold(message);
  look();
}

function cue(each) {
  sounds.play(each);
  if (each.flash) view.flash();
}

function refuse(why) {
  begun = false;
  document.body.dataset.sending = "false";
  view.put("refused", why);
  view.showConnection("none", "");
  view.showScreen("refused");
}

// The result stays on the screen, and the phone may sleep. Where the computer opens its door again,
// as the window does for another place of the sensor, all goes on.
function leave() {
  over = true;
  awake.release();
  look();
}

function changed(transport) {
  if (transport === "none") lostAt = performance.now();
  else if (over) {
    over = false;
    awake.hold();
  }
  document.body.dataset.transport = transport;
  document.body.dataset.sending = String(begun && transport !== "none");
  look();
}

// Look at everything that is shown without being told: the checklist and the connection.
function look() {
  if (document.body.dataset.screen === "refused") return;
  const { transport } = document.body.dataset;
  const long = performance.now() - lostAt > LONG_WITHOUT_MS;
  if (over) view.showEnd(words.BYE);
  else view.showConnection(transport, words.connection(transport, long));
  view.showCheck("motion", ...words.motionCheck(sensors === null ? null : sensors.rateHz()));
  view.showCheck("still", ...words.stillCheck(begun && told !== null ? told.still : null, begun));
  view.showCheck("awake", ...words.awakeCheck(awake.state()));
  view.showCheck("sound", ...words.soundCheck(sounds.isOn(), sounds.speaks()));
  const now = seen();
  if (begun && JSON.stringify(now) !== lastSeen) {
    lastSeen = JSON.stringify(now);
    link.say(now);
  }
}

// All three must be asked for in the tap itself, before anything is waited for.
async function allow() {
  sounds.unlock();
  awake.hold();
  const answer = await motion.ask();
  view.complain("denied", words.denied(answer));
  if (answer !== "granted") return;
  if (sensors === null) sensors = motion.listen(take);
  view.showScreen("choose");
  look();
}

function take(row, now) {
  if (begun && outbox.add(row, now)) link.flush();
}

function begin() {
  const lack = choice.lacks();
  view.complain("missing", lack);
  if (lack) return;
  sounds.unlock();
  awake.hold();
  begun = true;
  lastSeen = JSON.stringify(seen());
  if (told === null) view.showTold({ state: "idle" });
  document.body.dataset.sending = String(document.body.dataset.transport !== "none");
  link.greet();
  view.showScreen("test");
  look();
}

function seeVisibility() {
  if (visible()) {
    sounds.resume();
    element("interrupted").hidden = !begun;
  } else {
    outbox.cut(performance.now());
    link.flush();
  }
  look();
}

function dismiss() {
  element("interrupted").hidden = true;
}

function turn(turned) {
  view.turn(turned);
  remember("turned", turned ? "yes" : "no");
}

element("allow").addEventListener("click", allow);
element("allow").disabled = false; // a tap before this would have gone nowhere
element("begin").addEventListener("click", begin);
element("hear").addEventListener("click", () => {
  sounds.unlock();
  sounds.play({ tone: "end", words: "Sound is on" });
});
for (const wish of view.BUTTONS) {
  element(wish).addEventListener("click", () => link.say({ type: "wish", wish }));
}
element("turn").addEventListener("click", () => turn(!document.body.classList.contains("turned")));
// The choices are made once for each load of the page: to change them is to load it again.
element("change").addEventListener("click", () => location.reload());
element("understood").addEventListener("click", dismiss);
document.addEventListener("visibilitychange", seeVisibility);
view.turn(recall("turned") === "yes");
setInterval(look, LOOK_EVERY_MS);
look();
