// The phone's motion sensors: the permission, the raw rows, and how many of them come.

const RATE_OVER_MS = 2000;
const MISSING_AFTER_MS = 1500;
// Some old browsers stamp events with another clock than performance.now().
const OTHER_CLOCK_MS = 1000;

// Ask for the sensors; call it in a tap. Gives "granted", "denied", "untapped" or "missing". That a
// browser wants to be asked says nothing about which one it is: Chrome has the same function now.
export async function ask() {
  const Motion = window.DeviceMotionEvent;
  if (!window.isSecureContext || Motion === undefined) return "missing";
  if (typeof Motion.requestPermission !== "function") return "granted";
  try {
    return (await Motion.requestPermission()) === "granted" ? "granted" : "denied";
  } catch (error) {
    return error.name === "NotAllowedError" ? "untapped" : "denied";
  }
}

// Call `take(row, now)` for each reading: what the browser gives, unchanged and with its nulls. The
// computer turns signs and units, so that it can do it again.
export function listen(take) {
  const began = performance.now();
  let times = [];

  window.addEventListener("devicemotion", (event) => {
    const now = performance.now();
    const push = event.accelerationIncludingGravity || {};
    const turn = event.rotationRate || {};
    const values = [push.x, push.y, push.z, turn.alpha, turn.beta, turn.gamma];
    const numbers = values.map((value) => (Number.isFinite(value) ? value : null));
    // A computer without sensors sends one event of nulls.
    if (numbers.every((value) => value === null)) return;
    times.push(now);
    while (times[0] <= now - RATE_OVER_MS) times.shift();
    const stamp = event.timeStamp;
    const time = Math.abs(stamp - now) > OTHER_CLOCK_MS ? now : stamp;
    take([Math.round(time * 1000) / 1000, ...numbers], now);
  });

  return {
    // Readings in a second, lately; 0 where none comes, and null where it is too early to tell.
    rateHz() {
      const now = performance.now();
      times = times.filter((time) => time > now - RATE_OVER_MS);
      if (times.length < 2 && now - began < MISSING_AFTER_MS) return null;
      if (times.length < 2 || now - times[times.length - 1] > MISSING_AFTER_MS) return 0;
      return (1000 * (times.length - 1)) / (times[times.length - 1] - times[0]);
    },
  };
}
