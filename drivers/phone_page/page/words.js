// What the page says by itself, and which phone it is on.

const LEAST_RATE_HZ = 25;

const agent = navigator.userAgent;
// An iPad calls itself a Macintosh, but no Macintosh is touched with several fingers.
const isApple =
  /iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && navigator.maxTouchPoints > 1);
const isAndroid = /Android/.test(agent);

export function platform() {
  if (isApple) return "ios";
  return isAndroid ? "android" : "other";
}

// Why there is no motion after the tap; empty where there is.
export function denied(answer) {
  if (answer === "granted") return "";
  if (answer === "untapped") return "The browser wants a tap before it asks. Tap the button again.";
  if (answer === "missing") {
    return (
      "This browser gives no motion to pages. Use Safari on an iPhone, or Chrome or Firefox on " +
      "Android, up to date and not in a private window."
    );
  }
  if (isApple) {
    return (
      "Motion was not allowed, and Safari remembers that until it is restarted. Restart Safari " +
      "(swipe it off the list of open apps), scan the code again, and tap Allow when you are asked."
    );
  }
  return (
    "Motion was not allowed. Open the browser's site settings, allow motion sensors for this page, " +
    "and load it again."
  );
}

export const BYE = "The computer has ended the session.";

export function connection(transport, long) {
  if (transport !== "none") return "";
  if (!long) return "No connection to the computer. Trying again.";
  return (
    "No connection to the computer. Trying again. Is it on, is the phone its chosen sensor, and are " +
    "both on the same network?"
  );
}

export function motionCheck(rateHz) {
  if (rateHz === null) return ["wait", "Waiting for motion"];
  const rate = Math.round(rateHz);
  if (rate === 0) return ["not", "No motion arrives. Are motion sensors allowed for this page?"];
  if (rateHz < LEAST_RATE_HZ) {
    return ["not", `Motion arrives only ${rate} times a second. Try another browser.`];
  }
  return ["ok", `Motion arrives ${rate} times a second`];
}

export function stillCheck(still, begun) {
  if (!begun) return ["wait", "Still: checked after you begin"];
  if (still === true) return ["ok", "You are still"];
  if (still === false) return ["wait", "Stand still on both feet"];
  return ["wait", "Still: checked when the test starts"];
}

export function awakeCheck(state) {
  if (state === "on") return ["ok", "The screen stays on"];
  if (state === "off") {
    return ["not", "The screen may go dark: turn power saving off, or set the screen lock to never"];
  }
  const where = isApple ? " (Settings, Display & Brightness, Auto-Lock)" : "";
  return ["not", `This browser can't keep the screen on: set the screen lock to never${where}`];
}

export function soundCheck(on, speaks) {
  if (!on) return ["not", "Sound is off: tap Hear it"];
  const voice = speaks ? "" : ", without a voice";
  const silent = isApple ? " Nothing heard? Turn silent mode off." : " Nothing heard? Turn it up.";
  return ["ok", `Sound is on${voice}.${silent}`];
}
