// Puts on the screen what the page is told. Nothing is decided here.

const FLASH_MS = 300;
const FLASH_APART_MS = 400; // less than three a second, as WCAG 2.3.1 asks
const MARKS = { ok: "✓", not: "!", wait: "…" };
export const BUTTONS = ["start", "stop", "keep", "again", "pause", "repeat", "skip",
  "easy", "right", "hard"];
const NOTHING = "–";
const WHOLE_FROM_S = 99.95; // whole seconds from here on, so that the digits stay as big

const element = (id) => document.getElementById(id);

function put(id, text) {
  const node = element(id);
  if (node.textContent !== text) node.textContent = text;
}

// What keeps the person from going on; it may be behind the buttons on a small screen.
export function complain(id, text) {
  put(id, text);
  if (text) element(id).scrollIntoView({ block: "center" });
}

export function showScreen(name) {
  if (document.body.dataset.screen === name) return;
  document.body.dataset.screen = name;
  for (const screen of document.querySelectorAll(".screen")) {
    screen.hidden = screen.id !== `screen-${name}`;
  }
  const now = element(`screen-${name}`);
  const slot = now.querySelector(".slot");
  if (slot !== null) slot.append(element("checks"), element("hear"));
  // Those who listen to the screen start at the top of what is new.
  now.querySelector("h1").focus();
}

export function showTold(told) {
  document.body.dataset.state = told.state;
  const waiting = told.state === "idle" ? "Waiting for the computer" : "";
  put("words", told.words || waiting);
  put("hint", told.hint || "");
  put("leg", told.leg || "Test");
  showNumber(told.held_s, told.left_s, told.counted);
  put("pause", told.state === "paused" ? "Go on" : "Pause");
  put("result", unbroken(told.result || NOTHING));
  put("best", unbroken(told.best || NOTHING));
  for (const name of BUTTONS) element(name).hidden = !(told.buttons || []).includes(name);
}

// "12.3 s ± 0.2 s" may break before the ±, and nowhere else.
function unbroken(text) {
  return text.replace(/ s/g, "\u00a0s").replace(/± /g, "±\u00a0");
}

// Seconds held, to a tenth; in a step that is led the raises that were counted, or else whole
// seconds that are left of it.
function showNumber(heldS, leftS, counted) {
  const digits = element("digits");
  const raises = typeof counted === "number";
  const counts = raises || typeof leftS === "number";
  const text = counts
    ? String(raises ? counted : leftS)
    : (heldS || 0).toFixed(heldS < WHOLE_FROM_S || !heldS ? 1 : 0);
  const meaning = raises ? "Raises counted" : "Seconds left";
  digits.setAttribute("aria-label", counts ? meaning : "Seconds held");
  const wider = text.length > digits.textContent.length;
  put("digits", text);
  // Room for the tens is kept from the start: 8.6 stands where 18.6 will.
  digits.classList.toggle("padded", text.length < 4 && text.includes("."));
  digits.classList.toggle("waiting", !counts && (heldS === null || heldS === undefined));
  if (wider) fit();
}

// Digits as large as their room lets them be, whatever font the phone has.
function fit() {
  const digits = element("digits");
  const room = digits.parentElement;
  if (room.clientWidth === 0) return;
  digits.style.fontSize = "100px";
  const wide = room.clientWidth / digits.offsetWidth;
  const high = room.clientHeight / digits.offsetHeight;
  digits.style.fontSize = `${Math.floor(100 * Math.min(wide, high))}px`;
}

new ResizeObserver(fit).observe(element("digits").parentElement);

// A line of the checklist; `how` is "ok", "not" or "wait".
export function showCheck(name, how, words) {
  const line = element(`check-${name}`);
  if (line.dataset.how === how && line.dataset.words === words) return;
  line.dataset.how = how;
  line.dataset.words = words;
  const mark = document.createElement("span");
  mark.className = "mark";
  mark.textContent = MARKS[how];
  mark.setAttribute("aria-hidden", "true");
  line.replaceChildren(mark, words);
}

export function showConnection(transport, words) {
  document.body.dataset.transport = transport;
  put("connection", words);
  element("connection").hidden = words === "";
  element("connection").classList.remove("calm");
  for (const name of BUTTONS) element(name).disabled = transport === "none";
}

// The session is over: no trouble, and nothing left to ask for.
export function showEnd(words) {
  showConnection("none", words);
  element("connection").classList.add("calm");
  for (const name of BUTTONS) element(name).hidden = true;
}

export function showFingerprint(fingerprint) {
  // It may be broken after each colon, and only there.
  put("fingerprint", (fingerprint || "").split(":").join(":\u200b"));
  element("proof").hidden = !fingerprint;
}

let flashedAt = -FLASH_APART_MS;

export function flash() {
  const now = performance.now();
  if (now - flashedAt < FLASH_APART_MS) return;
  flashedAt = now;
  element("flash").hidden = false;
  setTimeout(() => {
    element("flash").hidden = true;
  }, FLASH_MS);
}

export function turn(turned) {
  document.body.classList.toggle("turned", turned);
  element("turn").setAttribute("aria-pressed", String(turned));
}

export { put };
