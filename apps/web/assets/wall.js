// The wall asks for itself every ten seconds, and at once when it hears that something has changed. What it cannot get, or what is older than half a minute, it says loudly: the last picture stays, marked as old.
import { onChanges } from './changes.js';

const EVERY = 10_000;
const OLD_AFTER = 30_000;
const TOGETHER = 250;
let heard = performance.now();
let waiting = 0;

async function ask() {
  try {
    const answer = await fetch(location.href, { headers: { 'X-Handrail-By-Itself': 'wall' }, signal: AbortSignal.timeout(8_000), redirect: 'error', cache: 'no-store' });
    if (answer.status === 401) { location.reload(); return; }
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const wall = page.getElementById('wall');
      if (wall) {
        document.getElementById('wall').replaceWith(wall);
        document.title = page.title;
        heard = performance.now();
      }
    }
  } catch { /* Said below, when it has lasted. */ }
  markIfOld();
}
async function again() {
  await ask();
  setTimeout(again, EVERY);
}
function markIfOld() { document.body.classList.toggle('app-wall--stale', performance.now() - heard > OLD_AFTER); }
function soon() { waiting ||= setTimeout(() => { waiting = 0; void ask(); }, TOGETHER); }

onChanges({ changed: soon, away: soon });
setInterval(markIfOld, 1_000);
setTimeout(again, EVERY);
