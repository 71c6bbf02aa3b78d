// One WebSocket after another.

// So that the other way is in use within 2 s.
const OPEN_WITHIN_MS = 1500;
// A phone that leaves the network is not told that its socket is dead; missing answers say so.
const SILENT_MS = 6000;
// With more than this waiting in the browser, samples wait in the outbox instead.
const CROWDED_BYTES = 65536;

export function makeSocket({ outbox, opened, closed, heard }) {
  let socket = null;
  let unansweredSince = null;
  let pinged = []; // for each ping under way: its time, and the newest batch that left before it

  function drop(hung) {
    if (socket === null) return;
    const old = socket;
    socket = null;
    pinged = [];
    unansweredSince = null;
    old.onopen = old.onmessage = old.onclose = null;
    old.close();
    closed(hung);
  }

  // Messages arrive in order: the answer to a ping says that all that left before it is there.
  function confirm(pong) {
    while (pinged.length > 0) {
      const { t0_ms, newest } = pinged.shift();
      outbox.arrived(newest);
      if (t0_ms === pong.t0_ms) return;
    }
  }

  return {
    isThere: () => socket !== null,
    isOpen: () => socket !== null && socket.readyState === WebSocket.OPEN,

    open() {
      let trying;
      try {
        trying = new WebSocket(`wss://${location.host}/ws`);
      } catch (error) {
        closed(false); // some browsers refuse at once what they forbid
        return;
      }
      socket = trying;
      const late = setTimeout(() => {
        if (socket === trying) drop(true);
      }, OPEN_WITHIN_MS);
      trying.onopen = () => {
        clearTimeout(late);
        opened();
      };
      trying.onclose = () => {
        clearTimeout(late);
        drop(false);
      };
      trying.onmessage = (event) => {
        unansweredSince = null;
        const message = JSON.parse(event.data);
        if (message.type === "pong") confirm(message);
        heard(message);
      };
    },

    close() {
      drop(false);
    },

    send(messages) {
      if (socket === null || socket.readyState !== WebSocket.OPEN) return;
      for (const message of messages) socket.send(JSON.stringify(message));
    },

    flush() {
      if (socket.bufferedAmount < CROWDED_BYTES) this.send(outbox.take(performance.now()));
    },

    ping() {
      const t0_ms = performance.now();
      pinged.push({ t0_ms, newest: outbox.newestSent() });
      if (unansweredSince === null) unansweredSince = t0_ms;
      this.send([{ type: "ping", t0_ms }]);
    },

    watch() {
      if (unansweredSince !== null && performance.now() - unansweredSince > SILENT_MS) drop(false);
    },
  };
}
