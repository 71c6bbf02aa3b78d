// The way out where no WebSocket opens: one POST after another with what there is to say, and a
// request that the computer answers when it has something to say itself.

const AT_LEAST_EVERY_MS = 1000;
const AGAIN_MS = 500;
const PUSH_LIMIT_MS = 4000;
const WAIT_LIMIT_MS = 30000; // the computer answers after 20 s

export function makePosts({ outbox, greeting, heard, answered, failed, expelled }) {
  let running = false;
  let waiting = false;
  let pushing = false;
  let wanted = false; // something came up while a POST was under way
  let greeted = false;
  let pingWanted = false;
  let pushedAt = 0;
  let notBefore = 0;
  let queue = [];

  async function ask(path, options, limitMs) {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), limitMs);
    try {
      const answer = await fetch(path, { cache: "no-store", signal: limit.signal, ...options });
      if (answer.status === 403) expelled();
      if (!answer.ok) throw new Error(`answer ${answer.status}`);
      return await answer.json();
    } finally {
      clearTimeout(timer);
    }
  }

  function gather(now) {
    const messages = greeted ? [] : [...greeting()];
    messages.push(...queue, ...outbox.take(now));
    queue = [];
    greeted = true;
    // The time of a ping is that of its leaving, not that of its being wanted.
    if (pingWanted) messages.push({ type: "ping", t0_ms: performance.now() });
    pingWanted = false;
    return messages;
  }

  async function push() {
    const now = performance.now();
    wanted = pushing;
    if (pushing || now < notBefore) return;
    begin();
    pushing = true;
    pushedAt = now;
    try {
      const body = JSON.stringify(gather(now));
      const newest = outbox.newestSent();
      const headers = { "Content-Type": "application/json" };
      const messages = await ask("/push", { method: "POST", headers, body }, PUSH_LIMIT_MS);
      outbox.arrived(newest);
      if (running) answered();
      messages.forEach(heard);
    } catch (error) {
      notBefore = performance.now() + AGAIN_MS;
      if (running) fail();
    } finally {
      pushing = false;
    }
    if (wanted && running) push();
  }

  // No way out just now: greet again when there is one, and send the samples again.
  function fail() {
    greeted = false;
    queue = [];
    outbox.rewind();
    failed();
  }

  // What the computer handed to the last request is heard even if a socket has opened meanwhile.
  async function wait() {
    if (waiting) return;
    waiting = true;
    while (running) {
      try {
        const messages = await ask("/wait", {}, WAIT_LIMIT_MS);
        messages.forEach(heard);
      } catch (error) {
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      }
    }
    waiting = false;
  }

  function begin() {
    if (running) return;
    running = true;
    greeted = false;
    outbox.rewind();
    wait();
  }

  return {
    tick() {
      const due = performance.now() - pushedAt > AT_LEAST_EVERY_MS;
      if (!running || pingWanted || !greeted || due) push();
    },

    flush: push,

    send(message) {
      queue.push(message);
      push();
    },

    ping() {
      pingWanted = true;
    },

    greet() {
      greeted = false;
      push();
    },

    stop() {
      running = false;
      queue = [];
    },
  };
}
