import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/**
 * How much the old objects of the heap may grow between two collections, in percent of those that are alive. V8 by itself
 * allows up to three times, which keeps 100 to 300 MB more under load and answers no more requests.
 */
const USUAL_GROWTH_PERCENT = 100;
/** Collections this often would take some percent of the processor from requests. */
const SMALL_GROWTH_PERCENT = 60;
/** By how much V8 by itself lets the space of new objects grow, up to 96 MiB and more. */
const USUAL_YOUNG_FACTOR = 2;
/** So much space for new objects is enough for rows, which live for a moment, and for the requests beside them. */
const ENOUGH_YOUNG_BYTES = 24 * 1_024 * 1_024;
/** V8 doubles the space of new objects within some hundred ms. */
const LOOK_MS = 100;

let running = 0;
let look: NodeJS.Timeout | undefined;

/** Limits the growth of the heap from now on, in all threads. */
export function limitHeapGrowth(): void {
  setOldGrowth(USUAL_GROWTH_PERCENT);
}

/**
 * Keeps the heap small while `work` runs, for work that makes many objects that live for a moment, such as a file's rows: V8
 * would let many MB of them pile up. A load of requests that comes meanwhile is answered a tenth slower, so what may take
 * long without much to do, such as an export that is read slowly, must not.
 * @returns what `work` does; throws what it throws
 */
export async function withSmallHeap<T>(work: () => Promise<T>): Promise<T> {
  if (running++ === 0) {
    setOldGrowth(SMALL_GROWTH_PERCENT);
    limitYoungGrowth();
    look = setInterval(limitYoungGrowth, LOOK_MS).unref();
  }
  try {
    return await work();
  } finally {
    if (--running === 0) {
      clearInterval(look);
      setOldGrowth(USUAL_GROWTH_PERCENT);
      setYoungFactor(USUAL_YOUNG_FACTOR);
    }
  }
}

/** Space of new objects that is larger already stays as it is, since the requests of a load have need of it. */
function limitYoungGrowth(): void {
  const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
  setYoungFactor(young !== undefined && young.space_size >= ENOUGH_YOUNG_BYTES ? 1 : USUAL_YOUNG_FACTOR);
}

/** V8 reads both flags at each collection, so they may change while a program runs, unlike most. */
function setOldGrowth(percent: number): void {
  setFlagsFromString(`--heap-growing-percent=${percent}`);
}

function setYoungFactor(factor: number): void {
  setFlagsFromString(`--semi-space-growth-factor=${factor}`);
}
