// Samples on their way out: gathered into batches, and kept until they are known to have arrived.

// The oldest sample of a batch waits no longer than this for the next ones; the contract allows 50.
const WAIT_MS = 30;
// What could not be sent is kept for so long; after that the oldest is dropped, and its number `n`
// is missing at the computer, which so knows of the gap.
const KEEP_MS = 5000;

export function makeOutbox() {
  let rows = [];
  let firstAt = 0;
  let newestAt = 0;
  let nextNumber = 0;
  let kept = []; // batches that are not known to have arrived, oldest first
  let sent = 0; // so many of them, from the oldest on, have left on this connection

  function cut(now) {
    if (rows.length > 0) {
      kept.push({ n: nextNumber++, cutAt: now, rows });
      rows = [];
    }
    while (kept.length > 0 && kept[0].cutAt < now - KEEP_MS) {
      kept.shift();
      sent = Math.max(0, sent - 1);
    }
  }

  return {
    // Take a row; say whether it closed a batch. The time to the next row is taken to be that since
    // the last one, so no timer is needed: browsers slow the timers of hidden pages down.
    add(row, now) {
      const gap = now - newestAt;
      newestAt = now;
      if (rows.length === 0) firstAt = now;
      rows.push(row);
      if (now - firstAt + gap <= WAIT_MS) return false;
      cut(now);
      return true;
    },

    cut,

    // Give the batches that have not left yet, as messages; they then count as having left.
    take(now) {
      const batches = kept.slice(sent);
      sent = kept.length;
      return batches.map(({ n, rows: some }) => ({ type: "samples", n, sent_ms: now, rows: some }));
    },

    // The number of the newest batch that has left; -1 before the first.
    newestSent: () => (sent > 0 ? kept[sent - 1].n : -1),

    // The computer has everything up to this number.
    arrived(n) {
      while (sent > 0 && kept[0].n <= n) {
        kept.shift();
        sent -= 1;
      }
    },

    // The connection is gone, and nobody knows what of it arrived: send it again, under the same
    // numbers, by which the computer drops what it has.
    rewind() {
      sent = 0;
    },
  };
}
