// Keeps a page that is being looked at up to date: hears of changes, asks for the page again, and puts in what is new without moving what is being read or taking the keyboard's place.
// <div data-live="/address of the page" data-live-case="id of one case, or left out"> somewhere; in it or beside it <div id="..." data-live-list> with rows, and parts <div id="..." data-live-also> that are replaced whole.
import { onChanges } from './changes.js';
import { fitsUnseen, isTouched, keyOf, putInPlace, putWhole, replace, rowsOf, same } from './in-place.js';
import { initAll } from './nhsuk-frontend.min.js';

const live = document.querySelector('[data-live]');
const list = document.querySelector('[data-live-list]');
/** What the clock says grows old by itself. */
const AGAIN_MS = 60_000;
const TOGETHER_MS = 250;
const LATE_MS = 5_000;
/** A server that takes long is asked less often: it is busy for so many times as long as it took. */
const PATIENCE = 8;
/** Whoever has touched nothing for so long is not reading line by line: the list may move. */
const IDLE_MS = 60_000;
const title = document.title;
const byId = (id) => document.getElementById(id);

if (live) keepUpToDate();

function keepUpToDate() {
  let waiting = 0;
  let running = false;
  let again = false;
  let signedOut = false;
  let notBefore = 0;
  let touchedAt = Date.now();
  /** The list as it would be, where it could not be put in unseen. */
  let held = null;

  /** Several changes within a moment are one look. */
  function soon() {
    if (signedOut || waiting) return;
    waiting = setTimeout(() => { waiting = 0; void look(); }, Math.max(TOGETHER_MS, notBefore - Date.now()));
  }

  async function look() {
    if (running) { again = true; return; }
    running = true;
    const began = Date.now();
    try {
      const answer = await fetch(live.dataset.live, { headers: { 'X-Handrail-By-Itself': '1' }, redirect: 'manual', cache: 'no-store' });
      if (answer.status === 401) { over(); return; }
      if (!answer.ok) { failed(); return; }
      const text = await answer.text();
      notBefore = Date.now() + Math.min(10_000, PATIENCE * (Date.now() - began));
      put(new DOMParser().parseFromString(text, 'text/html'));
      late(false);
    } catch {
      failed();
    } finally {
      running = false;
      if (again) { again = false; soon(); }
    }
  }

  /** Nobody answered: it says so, and asks again by itself. */
  function failed() {
    late(true);
    notBefore = Date.now() + LATE_MS;
    if (!document.hidden) again = true;
  }

  function put(page) {
    const fresh = page.querySelector('[data-live]');
    if (!fresh) return;
    const words = [];
    const anchor = heldByHand();
    const stood = anchor?.getBoundingClientRect().top;
    for (const part of document.querySelectorAll('[data-live-also]')) {
      const now = page.getElementById(part.id);
      if (!now || same(part, now)) continue;
      if (isTouched(part)) { changedBeside(part, fresh); continue; }
      const top = part.getBoundingClientRect();
      replace(part, now);
      if (now.querySelector('[data-module]')) initAll(now);
      // What is above the window must not push down what is in it.
      if (!anchor && top.bottom <= 0) window.scrollBy({ top: now.getBoundingClientRect().height - top.height, behavior: 'instant' });
      if (part.dataset.liveSays) words.push(part.dataset.liveSays);
    }
    if (anchor?.isConnected) window.scrollBy({ top: anchor.getBoundingClientRect().top - stood, behavior: 'instant' });
    if (list) putList(page.getElementById(list.id), words);
    if (words.length > 0) tell(words.join(' '));
    for (const name of ['calls', 'live', 'state']) if (fresh.dataset[name] !== undefined) live.dataset[name] = fresh.dataset[name];
    countCalls();
  }

  /** What somebody types into stays where it is on the screen. */
  function heldByHand() {
    const active = document.activeElement;
    if (!active?.matches('input, textarea, select, summary, button') || list?.contains(active)) return null;
    const { top, bottom } = active.getBoundingClientRect();
    return bottom > 0 && top < window.innerHeight ? active : null;
  }

  function putList(fresh, words) {
    if (!fresh) return;
    if (same(list, fresh)) { hold(null); return; }
    const [were, are] = [new Set(rowsOf(list).filter((row) => !row.classList.contains('app-row--gone')).map(keyOf)), new Set(rowsOf(fresh).map(keyOf))];
    const [added, gone] = [[...are].filter((key) => !were.has(key)), [...were].filter((key) => !are.has(key))];
    const counted = [added.length > 0 ? `${added.length} new` : '', gone.length > 0 ? `${gone.length} gone` : ''].filter(Boolean).join(', ');
    const before = held?.counted;
    if (document.hidden || Date.now() - touchedAt > IDLE_MS || fitsUnseen(list, fresh)) showAll(fresh, were);
    else {
      const moved = added.length + gone.length > 0 || rowsOf(list).map(keyOf).join(' ') !== rowsOf(fresh).map(keyOf).join(' ');
      hold(moved || rowsOf(list).some((row) => row.classList.contains('app-row--gone')) ? { fresh, counted: counted || 'another order', were } : null);
      putInPlace(list, fresh);
    }
    if (counted && counted !== before) words.push(`The list has changed: ${counted}.`);
  }
  function showAll(fresh, were) {
    hold(null);
    putWhole(list, fresh);
    for (const row of rowsOf(list)) if (!were.has(keyOf(row))) row.classList.add('app-row--new');
  }

  /** What would move what is being read waits for whoever reads. */
  function hold(next) {
    held = next;
    const bar = byId('live-bar');
    if (!bar) return;
    bar.hidden = held === null;
    if (held) byId('live-show').textContent = `Show the list as it is now: ${held.counted}`;
  }
  byId('live-show')?.addEventListener('click', () => {
    if (!held) return;
    const { fresh, were } = held;
    showAll(fresh, were);
    list.setAttribute('tabindex', '-1');
    list.focus();
  });

  /** Somebody is in the middle of something that has changed meanwhile: it stays, and says so. */
  function changedBeside(part, fresh) {
    if (!fresh.dataset.state || fresh.dataset.state === live.dataset.state) return;
    let note = part.querySelector('.app-live-changed');
    if (!note) {
      note = document.createElement('p');
      note.className = 'app-live-changed';
      part.prepend(note);
    }
    const text = `${fresh.dataset.liveSaid || 'This has changed meanwhile.'} What you typed is still here; if you send it, you see both.`;
    if (note.textContent === text) return;
    const { height } = part.getBoundingClientRect();
    note.textContent = text;
    if (part.getBoundingClientRect().top < 0) window.scrollBy({ top: part.getBoundingClientRect().height - height, behavior: 'instant' });
    tell(text);
  }

  function tell(words) {
    const said = byId('live-said');
    if (said) said.textContent = words;
  }

  /** New calls to whoever is signed in are counted in the title until they have been looked at. */
  let known = null;
  let told = 0;
  function countCalls() {
    const now = new Set((live.dataset.calls ?? '').split(' ').filter(Boolean));
    if (!known) known = now;
    if (!document.hidden) known = new Set([...known, ...now]);
    const fresh = [...now].filter((call) => !known.has(call));
    document.title = fresh.length > 0 ? `(${fresh.length}) ${title}` : title;
    if (fresh.length > told) notify(fresh.length);
    told = fresh.length;
  }

  /** A notification of the browser, where somebody has allowed it on their own page; nothing of a person in it. */
  function notify(count) {
    if (localStorage.getItem('handrail-notify') !== 'yes' || !('Notification' in window) || Notification.permission !== 'granted') return;
    const shown = new Notification('Handrail', { body: count === 1 ? 'You have been called.' : `You have been called ${count} times.`, tag: 'handrail-calls' });
    shown.onclick = () => { window.focus(); shown.close(); };
  }

  const late = (is) => { const note = byId('live-late'); if (note) note.hidden = !is; };
  function over() {
    signedOut = true;
    changes.stop();
    late(false);
    const note = byId('live-over');
    if (note) note.hidden = false;
  }

  const concerns = (cases) => !live.dataset.liveCase || !cases || cases.includes(live.dataset.liveCase);
  const changes = onChanges({
    changed: (cases) => { if (concerns(cases)) soon(); },
    // Away: asking for the page finds out whether it is the server, and says so. Back: whatever happened between is looked for.
    away: () => soon(),
  });

  for (const kind of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart']) window.addEventListener(kind, () => { touchedAt = Date.now(); }, { passive: true });
  setInterval(() => { if (!document.hidden || held) soon(); }, AGAIN_MS);
  // After sleep, or when the window is looked at again.
  document.addEventListener('visibilitychange', () => { if (!document.hidden) countCalls(); soon(); });
  window.addEventListener('online', soon);
  window.addEventListener('pageshow', ({ persisted }) => { if (persisted) soon(); });
  countCalls();
  // What happened between the drawing of this page and now.
  soon();
}
