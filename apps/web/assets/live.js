// Keeps a list that is being looked at up to date: hears of changes, asks for the page again, and puts in what is new without moving what is being read or taking the keyboard's place.
// A part that keeps itself up to date: <div id="..." data-live="/address of the page" data-live-case="id of one case, or left out">.

const live = document.querySelector('[data-live]');
const say = document.querySelector('#live-said');
const CHANNEL = 'handrail-live';
/** What the clock says grows old by itself. */
const AGAIN_MS = 60_000;
const TOGETHER_MS = 250;
const title = document.title;

if (live) keepUpToDate();

function keepUpToDate() {
  let waiting = 0;
  let running = false;
  let again = false;
  let signedOut = false;

  /** Several changes within a moment are one look. */
  function soon() {
    if (signedOut || waiting) return;
    waiting = setTimeout(() => { waiting = 0; void look(); }, TOGETHER_MS);
  }

  async function look() {
    if (running) { again = true; return; }
    running = true;
    try {
      const answer = await fetch(live.dataset.live, { headers: { 'X-Handrail-By-Itself': '1' }, redirect: 'manual', cache: 'no-store' });
      if (answer.status === 401) { over(); return; }
      if (!answer.ok) { late(); return; }
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector(`#${live.id}`);
      if (fresh) put(fresh);
    } catch {
      late();
    } finally {
      running = false;
      if (again) { again = false; soon(); }
    }
  }

  function put(fresh) {
    document.querySelector('#live-late')?.setAttribute('hidden', '');
    if (fresh.innerHTML === live.innerHTML) return;
    const before = new Map(rowsOf(live).map((row) => [row.dataset.task, row.textContent]));
    const kept = keptPlace();
    const focused = live.contains(document.activeElement) ? pathOf(document.activeElement) : null;
    live.replaceChildren(...fresh.childNodes);
    for (const name of ['calls', 'live']) if (fresh.dataset[name] !== undefined) live.dataset[name] = fresh.dataset[name];
    if (focused) refocus(focused);
    if (kept) holdPlace(kept);
    const after = rowsOf(live);
    const added = after.filter((row) => !before.has(row.dataset.task));
    for (const row of added) row.classList.add('app-row--new');
    const gone = before.size - (after.length - added.length);
    if (added.length > 0 || gone > 0) tell([added.length > 0 ? `${added.length} new` : '', gone > 0 ? `${gone} gone` : ''].filter(Boolean).join(', '));
    countCalls();
  }

  const rowsOf = (part) => [...part.querySelectorAll('[data-task]')];

  /** The first row that can be seen, and where it stands: it stays there. */
  function keptPlace() {
    if (window.scrollY < 40) return null;
    const row = rowsOf(live).find((each) => each.getBoundingClientRect().bottom > 0);
    return row ? { task: row.dataset.task, top: row.getBoundingClientRect().top } : null;
  }
  function holdPlace({ task, top }) {
    const row = rowsOf(live).find((each) => each.dataset.task === task);
    if (row) window.scrollBy({ top: row.getBoundingClientRect().top - top, behavior: 'instant' });
  }

  const pathOf = (element) => ({ task: element.closest('[data-task]')?.dataset.task, href: element.getAttribute('href'), id: element.id });
  function refocus({ task, href, id }) {
    const row = rowsOf(live).find((each) => each.dataset.task === task);
    const same = (id && document.getElementById(id)) || [...(row ?? live).querySelectorAll('a, button')].find((each) => each.getAttribute('href') === href);
    same?.focus({ preventScroll: true });
  }

  function tell(words) {
    if (say) say.textContent = `The list has changed: ${words}.`;
  }

  /** New calls to whoever is signed in are counted in the title until they have been looked at. */
  function countCalls() {
    const now = new Set((live.dataset.calls ?? '').split(' ').filter(Boolean));
    if (!known) known = now;
    if (!document.hidden) known = new Set([...known, ...now]);
    const fresh = [...now].filter((call) => !known.has(call));
    document.title = fresh.length > 0 ? `(${fresh.length}) ${title}` : title;
    if (fresh.length > told) notify(fresh.length);
    told = fresh.length;
  }
  let known = null;
  let told = 0;

  /** A notification of the browser, where somebody has allowed it on their own page; nothing of a person in it. */
  function notify(count) {
    if (localStorage.getItem('handrail-notify') !== 'yes' || !('Notification' in window) || Notification.permission !== 'granted') return;
    new Notification('Handrail', { body: count === 1 ? 'You have been called.' : `You have been called ${count} times.`, tag: 'handrail-calls' });
  }

  function late() {
    document.querySelector('#live-late')?.removeAttribute('hidden');
  }
  function over() {
    signedOut = true;
    document.querySelector('#live-over')?.removeAttribute('hidden');
  }

  const concerns = (cases) => !live.dataset.liveCase || !cases || cases.includes(live.dataset.liveCase);
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }) => { if (concerns(data.cases)) soon(); };

  /** One connection a browser: of several windows one listens and tells the others; when it is closed the next one does. */
  function listen() {
    let stream;
    const hear = (cases) => {
      channel.postMessage({ cases });
      if (concerns(cases)) soon();
    };
    const open = () => {
      stream = new EventSource('/live');
      stream.addEventListener('changed', ({ data }) => hear(JSON.parse(data).cases));
      stream.addEventListener('everything', () => hear(null));
      stream.addEventListener('error', () => {
        // The browser tries again by itself unless it was told no: then whoever sits here is signed out, or the server is away.
        if (stream.readyState === EventSource.CLOSED) { soon(); setTimeout(() => { if (!signedOut) open(); }, 5_000); }
      });
    };
    open();
    return new Promise(() => {});
  }
  if (navigator.locks) void navigator.locks.request(CHANNEL, listen);
  else void listen();

  setInterval(() => { if (!document.hidden) soon(); }, AGAIN_MS);
  // After sleep, or when the window is looked at again.
  document.addEventListener('visibilitychange', () => { if (!document.hidden) { countCalls(); soon(); } });
  window.addEventListener('online', soon);
  window.addEventListener('pageshow', ({ persisted }) => { if (persisted) soon(); });
  countCalls();
}
