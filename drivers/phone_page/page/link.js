// The connection to the computer: a WebSocket where one opens, POST where none does. It goes on
// trying for ever, until the computer says that this phone is not wanted.

import { makeSocket } from "./socket.js";
import { makePosts } from "./posts.js";

const TICK_MS = 200;
const SOCKET_AGAIN_MS = 500;
const SOCKET_AGAIN_BESIDE_POST_MS = 15000;
const FAILURES_BEFORE_POST = 2;
const FIRST_PINGS = 5;
const PING_EVERY_MS = 2000;

// `greeting()` gives the messages that open every connection, `hear(message)` takes what the
// computer says, `changed(transport)` learns of "ws", "post" and "none".
export function makeLink({ outbox, greeting, hear, changed }) {
  const onlyPosts = new URLSearchParams(location.search).get("transport") === "post";
  let transport = "none";
  let failures = 0;
  let socketAt = 0;
  let pings = 0;
  let pingAt = 0;
  let ended = false;

  const socket = makeSocket({ outbox, opened, closed: socketClosed, heard });
  const posts = makePosts({ outbox, greeting, heard, answered, failed, expelled });

  function use(now) {
    if (now === transport) return;
    transport = now;
    pings = 0;
    pingAt = 0;
    changed(transport);
  }

  function opened() {
    failures = 0;
    posts.stop();
    outbox.rewind();
    socket.send(greeting());
    use("ws");
    flush();
  }

  // A socket that hangs is as good as two that are refused: some phones never say that they do not
  // take a certificate of our own for sockets.
  function socketClosed(hung) {
    const wait = transport === "post" ? SOCKET_AGAIN_BESIDE_POST_MS : SOCKET_AGAIN_MS;
    socketAt = performance.now() + wait;
    failures += hung ? FAILURES_BEFORE_POST : 1;
    if (transport === "ws") use("none");
  }

  function answered() {
    if (!ended && !socket.isOpen()) use("post");
  }

  function failed() {
    if (transport === "post") use("none");
  }

  function expelled() {
    heard({
      type: "refused",
      why: "The computer does not know this phone any more, or waits for another one.",
    });
  }

  function heard(message) {
    if (ended) return;
    if (message.type === "pong") {
      const t1_ms = performance.now();
      say({ type: "sync", t0_ms: message.t0_ms, host_s: message.host_s, t1_ms });
      return;
    }
    if (message.type === "refused") end();
    hear(message);
  }

  function end() {
    ended = true;
    clearInterval(ticking);
    socket.close();
    posts.stop();
    use("none");
  }

  function ping() {
    const now = performance.now();
    if (transport === "none" || now < pingAt) return;
    pings += 1;
    pingAt = now + (pings < FIRST_PINGS ? TICK_MS - 20 : PING_EVERY_MS);
    if (transport === "ws") socket.ping();
    else posts.ping();
  }

  function tick() {
    socket.watch();
    if (!onlyPosts && !socket.isThere() && performance.now() >= socketAt) socket.open();
    ping();
    if (!socket.isOpen() && (onlyPosts || failures >= FAILURES_BEFORE_POST)) posts.tick();
  }

  // Say something now; it is lost where there is no connection, for a wish that comes true seconds
  // late is worse than one that has to be told twice.
  function say(message) {
    if (transport === "ws") socket.send([message]);
    if (transport === "post") posts.send(message);
  }

  function flush() {
    if (transport === "ws") socket.flush();
    if (transport === "post") posts.flush();
  }

  const ticking = setInterval(tick, TICK_MS);
  tick();
  return {
    say,
    flush,
    // Say again who we are: it has changed.
    greet() {
      if (transport === "ws") socket.send(greeting());
      if (transport === "post") posts.greet();
    },
  };
}
