// What the page remembers on this phone. Where the browser forbids it, it forgets.

const PREFIX = "balance-timer.";

export function recall(name) {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch (error) {
    return null;
  }
}

export function remember(name, value) {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch (error) {
    // Forbidden or full: asked again next time.
  }
}
