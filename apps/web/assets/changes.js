// Hears what changes, by one connection a browser: of several windows one listens (it holds a lock) and tells the others. When it is closed the next one goes on from the last place that anybody heard of, so that nothing between is missed.
const NAME = 'handrail-live';
/** The server says every 15 seconds that it is there; a connection that has said nothing for so long is dead, as after sleep. */
const DEAD_MS = 40_000;
/** A connection that comes back within this time was never away. */
const AWAY_MS = 3_000;
const AGAIN_MS = 5_000;

/**
 * `changed(cases)`: the ids of what changed; null: too much to name it. `away(is)`: nothing is heard at the moment, or again.
 * @returns { stop }: ends listening for good, in this window
 */
export function onChanges({ changed, away }) {
  const channel = new BroadcastChannel(NAME);
  let last = null;
  let stream = null;
  let stopped = false;
  let isAway = false;
  let heardAt = Date.now();
  let release = () => {};

  function hear({ cases, place, gone }, own) {
    if (place) last = place;
    if (gone !== undefined) {
      if (gone !== isAway) { isAway = gone; away(gone); }
    } else if (cases !== undefined) changed(cases);
    if (own) channel.postMessage({ cases, place, gone });
  }
  channel.onmessage = ({ data }) => hear(data, false);

  function open() {
    if (stopped) return;
    stream?.close();
    heardAt = Date.now();
    const own = stream = new EventSource(last === null ? '/live' : `/live?after=${last}`);
    const there = () => { heardAt = Date.now(); };
    own.addEventListener('open', () => { there(); hear({ gone: false }, true); });
    own.addEventListener('here', ({ lastEventId }) => { there(); if (lastEventId !== last) hear({ place: lastEventId }, true); });
    own.addEventListener('changed', ({ data, lastEventId }) => { there(); hear({ cases: JSON.parse(data).cases, place: lastEventId }, true); });
    own.addEventListener('everything', ({ lastEventId }) => { there(); hear({ cases: null, place: lastEventId }, true); });
    own.addEventListener('error', () => {
      setTimeout(() => { if (own === stream && own.readyState !== EventSource.OPEN && !stopped) hear({ gone: true }, true); }, AWAY_MS);
      // The browser tries again by itself unless it was told no: then somebody has signed out, or the server cannot answer.
      if (own.readyState === EventSource.CLOSED) setTimeout(() => { if (own === stream) open(); }, AGAIN_MS);
    });
  }
  const listen = () => new Promise((resolve) => { release = resolve; open(); });
  if (navigator.locks) void navigator.locks.request(NAME, listen);
  else void listen();

  const look = () => { if (stream && Date.now() - heardAt > DEAD_MS) open(); };
  const watch = setInterval(look, AGAIN_MS);
  document.addEventListener('visibilitychange', look);
  window.addEventListener('online', () => { if (stream) open(); });
  return {
    stop() {
      stopped = true;
      clearInterval(watch);
      stream?.close();
      release();
    },
  };
}
