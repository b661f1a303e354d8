import { setFlagsFromString } from 'node:v8';

/**
 * How much the old objects of the heap may grow between two collections, in percent of those that are alive. V8 by itself
 * allows up to three times, which keeps 100 to 300 MB more under load and answers no more requests.
 */
const USUAL_GROWTH_PERCENT = 100;
/** Collections this often would take some percent of the processor from requests. */
const SMALL_GROWTH_PERCENT = 60;

let running = 0;

/** Limits the growth of the heap from now on, in all threads. */
export function limitHeapGrowth(): void {
  setHeapGrowth(USUAL_GROWTH_PERCENT);
}

/**
 * Keeps the heap small while `work` runs, for work that makes many objects that live for a moment, such as a file's rows: V8
 * would let many MB of them pile up.
 * @returns what `work` does; throws what it throws
 */
export async function withSmallHeap<T>(work: () => Promise<T>): Promise<T> {
  if (running === 0) setHeapGrowth(SMALL_GROWTH_PERCENT);
  running++;
  try {
    return await work();
  } finally {
    running--;
    if (running === 0) setHeapGrowth(USUAL_GROWTH_PERCENT);
  }
}

/** V8 reads this flag at each collection, so it may change while a program runs, unlike most. */
function setHeapGrowth(percent: number): void {
  setFlagsFromString(`--heap-growing-percent=${percent}`);
}
