// One key each, while nobody is typing: n and p walk, d, m and h open what is said of the current item, Escape closes it.
// The list keeps itself up to date, so it is looked at anew each time.
const all = () => [...document.querySelectorAll('[data-walk]')];
const current = () => all().find((item) => item.contains(document.activeElement)) ?? null;
const typing = (at) => at instanceof HTMLElement && (at.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(at.tagName));
const opened = all().flatMap((item) => [...item.querySelectorAll('details[open]')])[0];
if (!opened && location.hash.startsWith('#item-')) document.getElementById(location.hash.slice(1))?.focus();

function walk(step) {
  const items = all();
  const at = items.indexOf(current());
  items[Math.min(items.length - 1, Math.max(0, at + step))]?.focus();
}
function open(key) {
  const act = current()?.querySelector(`[data-key="${key}"]`);
  if (!act) return;
  if (act.tagName === 'A') { act.click(); return; }
  act.open = true;
  act.querySelector('input:not([type="hidden"])')?.focus();
}
// Whoever speaks to their machine, or holds keys by accident, turns them off, and they stay off.
const button = document.querySelector('[data-keys]');
let off = localStorage.getItem('huddle-keys') === 'off';
const say = () => { if (button) button.textContent = off ? 'Turn keys on' : 'Turn keys off'; };
button?.addEventListener('click', () => { off = !off; localStorage.setItem('huddle-keys', off ? 'off' : 'on'); say(); });
say();

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Escape') {
    const act = document.activeElement?.closest('details[data-key]');
    if (act) { act.open = false; act.closest('[data-walk]')?.focus(); }
    return;
  }
  if (off || typing(event.target)) return;
  const does = { n: () => walk(1), p: () => walk(-1), d: () => open('d'), m: () => open('m'), h: () => open('h') }[event.key];
  if (does) { event.preventDefault(); does(); }
});
