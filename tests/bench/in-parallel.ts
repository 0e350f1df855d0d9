/** Every item in its turn, so many at once. */
export async function inParallel<Item>(items: readonly Item[], atOnce: number, work: (item: Item, index: number) => Promise<void>): Promise<void> {
  let next = 0;
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, async () => {
    for (let index = next++; index < items.length; index = next++) await work(items[index]!, index);
  }));
}

/** Waits until an instant, ms since 1970. */
export const at = (instant: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, Math.max(0, instant - Date.now())); });
