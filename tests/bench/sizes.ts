/** How much of everything is measured. The aims speak of the whole; what a run of 20 minutes cannot do is made smaller, and says so. */
export interface Sizes {
  readonly full: boolean;
  /** Cases of six completions a round. */
  readonly cases: number;
  /** Cases for each client that carries cases to their end, a round. */
  readonly courses: number;
  /** How many fall due in one second, one after another. */
  readonly due: readonly number[];
  /** By turns with bare timers, one at a time. */
  readonly alone: number;
  /** Cases that a worker has in its cache, and cases that are open. */
  readonly cached: number;
  readonly open: number;
  /** Open tasks of the record, from fewer to more. */
  readonly tasks: readonly number[];
  /** Pages of each kind. */
  readonly turns: number;
  /** Messages and starts of each side, a round. */
  readonly arrivals: number;
  /** Open cases of an idle installation, and for how many seconds it is watched. */
  readonly idle: number;
  readonly watched: number;
}

const usual: Sizes = { full: false, cases: 15, courses: 2, due: [1, 100, 1_000], alone: 20, cached: 1_000, open: 1_000, tasks: [10_000, 100_000], turns: 100, arrivals: 600, idle: 1_000, watched: 60 };
const whole: Sizes = { ...usual, full: true, due: [1, 100, 10_000], cached: 2_000, open: 20_000, tasks: [10_000, 100_000, 1_000_000], turns: 200, idle: 20_000, watched: 300 };
export type Given = Readonly<Partial<Record<keyof Sizes, string | boolean>>>;

/** The options that set a size, by its name. */
export const sizeNames = Object.keys(usual).filter((name) => name !== 'full') as Exclude<keyof Sizes, 'full'>[];

/** @throws when a size is not a number of at least 1, or not several in rising order where several are meant */
export function sizesOf(given: Given): Sizes {
  const sizes = given.full === true ? whole : usual;
  const set = sizeNames.flatMap((name) => {
    const text = given[name];
    if (typeof text !== 'string') return [];
    const several = Array.isArray(sizes[name]);
    const numbers = text.split(',').map(Number);
    const rising = numbers.every((number, index) => Number.isInteger(number) && number >= 1 && (index === 0 || number > numbers[index - 1]!));
    if (!rising || (!several && numbers.length > 1)) throw new Error(several ? `--${name} is one or more rising numbers with commas between them` : `--${name} is a number of at least 1`);
    return [[name, several ? numbers : numbers[0]!] as const];
  });
  return { ...sizes, ...Object.fromEntries(set) };
}

/** What of the aims is not measured at its whole size, in words. */
export function madeSmaller(sizes: Sizes): string[] {
  const less = (name: 'due' | 'tasks', what: string): string[] => (Math.max(...sizes[name]) < Math.max(...whole[name]) ? [`${what}: up to ${Math.max(...sizes[name])} of ${Math.max(...whole[name])}`] : []);
  return [
    ...less('due', 'due in one second'), ...less('tasks', 'open tasks'), ...(sizes.open < whole.open ? [`open cases of one worker: ${sizes.open} of ${whole.open}`] : []), ...(sizes.idle < whole.idle ? [`open cases of an idle installation: ${sizes.idle} of ${whole.idle}`] : []),
  ];
}
