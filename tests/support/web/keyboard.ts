import type { Page } from 'playwright-core';

/** Where the keyboard is: what it is called, with the headings of the groups that it stands in, and whether one can see that it is there. */
export interface Stop { name: string; seen: boolean }

/** Asked in the page. A radio or a box is drawn by its label: there its focus shows. Its edge may be transparent for forced colours, which is none that one sees otherwise. */
const WHERE = `(() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const words = (element) => (element ? (element.innerText || element.textContent || '').replace(/\\s+/g, ' ').trim() : '');
  const groups = [];
  for (let up = at.parentElement; up; up = up.parentElement) if (up.tagName === 'FIELDSET') groups.unshift(words(up.querySelector('legend')));
  const label = at.labels && at.labels[0];
  const name = at.getAttribute('aria-label') || (label ? words(label) : words(at));
  const shows = (style) => style.boxShadow !== 'none' || (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 && !/rgba\\(.*, 0\\)|transparent/.test(style.outlineColor));
  const drawn = (at.type === 'radio' || at.type === 'checkbox') && label ? getComputedStyle(label, '::before') : getComputedStyle(at);
  const box = (label && getComputedStyle(at).opacity === '0' ? label : at).getBoundingClientRect();
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth && box.width > 0 && box.height > 0;
  return { name: [...groups, name].join(' > '), seen: inside && shows(drawn) };
})()`;

/** Somebody who has a keyboard and no mouse. Every stop on the way must be one that can be seen. */
export class Keyboard {
  /** Stops that could not be seen, or where the keyboard was nowhere. */
  readonly lost: string[] = [];
  constructor(private readonly page: Page) {}

  async where(): Promise<Stop | null> {
    return this.page.evaluate<Stop | null>(WHERE);
  }

  /** Tabs on until it is at what is called so. @throws where it never comes */
  async to(name: string | RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<Stop> {
    const wanted = (stop: Stop): boolean => (typeof name === 'string' ? stop.name === name || stop.name.endsWith(` > ${name}`) : name.test(stop.name));
    const passed: string[] = [];
    for (let presses = 0; presses < 250; presses += 1) {
      await this.page.keyboard.press(key);
      const stop = await this.where();
      // Past the last stop a browser goes round by its own buttons.
      if (stop === null) continue;
      passed.push(stop.name);
      if (!stop.seen) this.lost.push(`${new URL(this.page.url()).pathname}: ${stop.name}`);
      if (wanted(stop)) return stop;
    }
    throw new Error(`the keyboard never came to ${String(name)} on ${this.page.url()}; it passed ${[...new Set(passed)].join(' | ')}`);
  }

  async type(name: string | RegExp, words: string, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
    await this.to(name, key);
    await this.page.keyboard.type(words);
  }
  /** As `type`, into a list to choose from: the browser goes to what begins so. */
  async pick(name: string | RegExp, words: string): Promise<void> {
    await this.to(name);
    await this.page.keyboard.type(words);
  }
  /** To a group of radios, which is one stop, and to one of them by the arrows. */
  async choose(group: string, words: string): Promise<void> {
    const of = new RegExp(`${group}.* > [^>]*$`);
    await this.to(of);
    await this.page.keyboard.press('Space');
    for (let presses = 0; presses < 20; presses += 1) {
      const stop = await this.where();
      if (stop?.name.endsWith(` > ${words}`)) return;
      await this.page.keyboard.press('ArrowDown');
    }
    throw new Error(`no ${words} in ${group}`);
  }
  async tick(name: string | RegExp): Promise<void> {
    await this.to(name);
    await this.page.keyboard.press('Space');
  }
  /** Presses what it is at, or what is called so, and waits for the page that comes. */
  async press(name?: string | RegExp): Promise<void> {
    if (name !== undefined) await this.to(name);
    const loaded = this.page.waitForEvent('load');
    await this.page.keyboard.press('Enter');
    await loaded;
  }
}
