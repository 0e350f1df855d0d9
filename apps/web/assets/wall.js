// The wall asks for itself every ten seconds. What it cannot get, or what is older than half a minute, it says loudly: the last picture stays, marked as old.
const EVERY = 10_000;
const OLD_AFTER = 30_000;
let heard = performance.now();

async function again() {
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
  look();
  setTimeout(again, EVERY);
}
function look() { document.body.classList.toggle('app-wall--stale', performance.now() - heard > OLD_AFTER); }

setInterval(look, 1_000);
setTimeout(again, EVERY);
