// Keeps the screen on: the sensors are silent behind a dark one.

// `changed()` is called when `state()` is another one: "on", "off", or "missing" where the browser
// has no way to do it.
export function makeAwake(changed) {
  const there = "wakeLock" in navigator;
  let wanted = false;
  let lock = null;

  async function hold() {
    wanted = true;
    if (!there || lock !== null || document.visibilityState !== "visible") return;
    try {
      lock = await navigator.wakeLock.request("screen");
    } catch (error) {
      changed(); // refused, for instance to save power
      return;
    }
    lock.addEventListener("release", () => {
      lock = null;
      changed();
    });
    changed();
  }

  function release() {
    wanted = false;
    if (lock !== null) lock.release();
  }

  // The browser takes the lock away whenever the page is hidden.
  document.addEventListener("visibilitychange", () => {
    if (wanted) hold();
  });

  return {
    hold,
    release,
    state: () => (there ? (lock === null ? "off" : "on") : "missing"),
  };
}
