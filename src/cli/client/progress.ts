import { progress as createBar } from '@clack/prompts';

/** Between two lines where there is no terminal, in ms. */
const LINE_INTERVAL_MS = 5_000;
const STEPS = 1_000;

/** Shows on stderr how far something is. */
export interface Progress {
  /** @param share of what is done, from 0 to 1 */
  show(share: number, message: string): void;
  /** @param message stays */
  end(message: string): void;
}

/** A bar at a terminal; elsewhere a plain line every few seconds, for logs and pipes. */
export function startProgress(title: string): Progress {
  return process.stderr.isTTY ? bar(title) : lines(title);
}

function bar(title: string): Progress {
  const shown = createBar({ output: process.stderr, max: STEPS });
  let steps = 0;
  shown.start(title);
  return {
    show: (share, message) => {
      const next = Math.max(steps, Math.min(STEPS, Math.floor(share * STEPS)));
      shown.advance(next - steps, message);
      steps = next;
    },
    end: (message) => {
      shown.stop(message);
    },
  };
}

function lines(title: string): Progress {
  let shownAt = performance.now();
  console.error(title);
  return {
    show: (share, message) => {
      if (performance.now() - shownAt < LINE_INTERVAL_MS) return;
      shownAt = performance.now();
      console.error(`${Math.floor(share * 100)} % ${message}`);
    },
    end: (message) => {
      console.error(message);
    },
  };
}
