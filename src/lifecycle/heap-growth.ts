import { setFlagsFromString } from 'node:v8';

/** How much the old objects of the heap may grow between two collections, in percent of those that are alive. */
const SMALL_GROWTH_PERCENT = 60;
/** V8 decides by itself: up to three times, which takes less of the processor. */
const USUAL_GROWTH_PERCENT = 0;

let running = 0;

/**
 * Keeps the heap small while `work` runs, for work that makes many objects that live for a moment, such as a file's rows: V8
 * would let hundreds of MB of them pile up. At other times that would only cost: every request would pay for collections.
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
