// What of a page may be changed under somebody's eyes and hands, and how: nothing that they typed, ticked or hold with the keyboard is lost, and nothing that they can see moves.

const ROWS = '[data-task], [data-escalation], [data-item]';
const CONTROLS = 'input:not([type="hidden"]), textarea, select';

export const rowsOf = (part) => [...part.querySelectorAll(ROWS)];
export const keyOf = (row) => row.dataset.task ?? row.dataset.escalation ?? row.dataset.item;

/** The same but for the key of a form, which is another one each time, and for what the design system's own script notes. */
const said = (part) => part.innerHTML.replace(/name="_key" value="[^"]*"/g, '').replace(/ data-nhsuk-[a-z-]+-init=""/g, '');
export const same = (one, other) => one.className === other.className && said(one) === said(other);

function isChanged(control) {
  if (control.type === 'checkbox' || control.type === 'radio') return control.checked !== control.defaultChecked;
  if (control.tagName === 'SELECT') return [...control.options].some((option) => option.selected !== option.defaultSelected) && [...control.options].some((option) => option.defaultSelected || option.selected !== (option.index === 0));
  return control.value !== control.defaultValue;
}
/** Has somebody begun something here: typed, chosen, opened? A tick alone can be carried over. */
export function isTouched(part) {
  if (part.hasAttribute('data-live-held')) return true;
  if (part.querySelector('details[data-key][open]')) return true;
  return [...part.querySelectorAll(CONTROLS)].some((control) => (isChanged(control) && !isTick(control)) || control === document.activeElement && !isTick(control));
}
const isTick = (control) => control.type === 'checkbox' && control.form?.method === 'get';

/** Puts what is new in the place of what stands; ticks and the keyboard's place come along. */
export function replace(old, fresh) {
  const ticked = [...old.querySelectorAll('input[type="checkbox"]')].filter((box) => isTick(box) && isChanged(box)).map(({ id }) => id);
  const focused = old.contains(document.activeElement) ? pathOf(document.activeElement, old) : null;
  old.replaceWith(fresh);
  for (const id of ticked) { const box = document.getElementById(id); if (box) box.checked = !box.defaultChecked; }
  if (focused) refocus(focused, fresh);
}

export function pathOf(element, within) {
  const row = element.closest(ROWS);
  return { key: row && within.contains(row) ? keyOf(row) : undefined, href: element.getAttribute('href'), id: element.id };
}
/** The keyboard goes back to the same thing; where that is gone, to what stands in its place. @returns is it the same? */
export function refocus({ key, href, id }, within) {
  const row = [within, ...rowsOf(within)].find((each) => each.matches(ROWS) && keyOf(each) === key);
  const found = (id && document.getElementById(id)) || [...(row ?? within).querySelectorAll('a, button, summary')].find((each) => each.getAttribute('href') === href);
  if (found) { found.focus({ preventScroll: true }); return true; }
  const instead = (row ?? within).querySelector('a, button') ?? within;
  if (instead === within && !within.hasAttribute('tabindex')) within.setAttribute('tabindex', '-1');
  instead.focus({ preventScroll: true });
  return false;
}

const inView = (row) => { const { top, bottom } = row.getBoundingClientRect(); return bottom > 0 && top < window.innerHeight; };

/** Can the list become what it is now without anything moving that can be seen? What lies above the window is made up for by scrolling; what lies below is nobody's concern. */
export function fitsUnseen(list, fresh) {
  const seen = rowsOf(list).filter(inView);
  if (seen.length === 0) return true;
  const [were, are] = [seen.map(keyOf), rowsOf(fresh).map(keyOf)];
  const from = are.indexOf(were[0]);
  // The beginning of the list can be seen: nothing may come before it.
  if (from === -1 || (from > 0 && list.getBoundingClientRect().top >= 0)) return false;
  const groups = new Map(rowsOf(fresh).map((row) => [keyOf(row), groupOf(row)]));
  return were.every((key, place) => are[from + place] === key && groups.get(key) === groupOf(seen[place]));
}
const groupOf = (row) => row.closest('section')?.getAttribute('aria-labelledby') ?? '';

/** The whole list as it is now. Rows in which somebody has begun something stay as they are, also where they are gone from it. */
export function putWhole(list, fresh) {
  const anchor = rowsOf(list).find(inView);
  const kept = anchor && list.getBoundingClientRect().top < 0 ? { key: keyOf(anchor), top: anchor.getBoundingClientRect().top } : null;
  const active = list.contains(document.activeElement) ? document.activeElement : null;
  const focused = active && pathOf(active, list);
  const ticked = [...list.querySelectorAll('input[type="checkbox"]')].filter((box) => isTick(box) && isChanged(box)).map(({ id }) => id);
  const selection = active && 'selectionStart' in active ? [active.selectionStart, active.selectionEnd] : null;
  const touched = rowsOf(list).filter(isTouched);
  const there = new Map(rowsOf(fresh).map((row) => [keyOf(row), row]));
  const gone = touched.filter((row) => !there.has(keyOf(row)));
  for (const row of touched) there.get(keyOf(row))?.replaceWith(row);
  list.replaceChildren(...gone, ...fresh.childNodes);
  for (const row of gone) markGone(row);
  for (const id of ticked) { const box = document.getElementById(id); if (box) box.checked = !box.defaultChecked; }
  if (active && touched.some((row) => row.contains(active))) {
    active.focus({ preventScroll: true });
    if (selection?.[0] !== null && selection) { try { active.setSelectionRange(...selection); } catch { /* not a field of text */ } }
  } else if (focused && document.activeElement !== active) refocus(focused, list);
  const row = kept && rowsOf(list).find((each) => keyOf(each) === kept.key);
  if (row) window.scrollBy({ top: row.getBoundingClientRect().top - kept.top, behavior: 'instant' });
}

/** Each row that stands in both says what it says now; what is gone says that it is; nothing else changes its place. */
export function putInPlace(list, fresh) {
  const there = new Map(rowsOf(fresh).map((row) => [keyOf(row), row]));
  for (const row of rowsOf(list)) {
    const now = there.get(keyOf(row));
    if (!now) markGone(row);
    else if (!same(row, now) && !isTouched(row)) replace(row, now.cloneNode(true));
  }
}
function markGone(row) {
  if (row.classList.contains('app-row--gone')) return;
  row.classList.add('app-row--gone');
  const note = document.createElement('p');
  note.className = 'app-row__gone';
  note.textContent = 'No longer in this list';
  row.append(note);
}
