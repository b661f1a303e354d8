import type { Schemas } from '../api/client';

export type Run = Schemas['RunResponse'];
export type RunState = NonNullable<Run['state']>;
export type Strategy = NonNullable<Run['strategy']>;
export type Method = Run['method'];

export const STATES: Record<RunState, readonly [label: string, look: string]> = {
  queued: ['about to begin', ''],
  running: ['going on', ''],
  paused: ['paused', 'warn'],
  completed: ['done', 'good'],
  cancelled: ['cancelled', 'warn'],
  failed: ['failed', 'bad'],
};

export const STRATEGIES: Record<Strategy, readonly [label: string, what: string]> = {
  cost_optimized: ['Cheapest', 'the provider that costs least'],
  balanced: ['Balanced', 'some of each, by cost, speed and quality'],
  latency_optimized: ['Fastest', 'the provider that answers first'],
  quality_optimized: ['Best', 'the provider with the best model'],
};

export const METHODS: Record<Method, string> = {
  llm: 'language model',
  rules: 'rules',
  learned: 'past outcomes',
  cascade: 'the cheap score, and a language model where it is close',
};

/** Whether language models are asked, and paid. */
export function asksModels({ method }: Pick<Run, 'method'>): boolean {
  return method === 'llm' || method === 'cascade';
}

/** How the leads of a run are scored, such as "by a language model, cheapest". */
export function howOf({ method, strategy }: Pick<Run, 'method' | 'strategy'>): string {
  const by = METHODS[method];
  return strategy === null ? `by ${by}` : `by ${by}, ${STRATEGIES[strategy][0].toLowerCase()}`;
}

/** Whether nothing of a run changes any more. */
export function isOver({ state, counts }: Run): boolean {
  return (state === 'completed' || state === 'cancelled' || state === 'failed') && counts.in_flight === 0;
}

export function isOpen({ state }: Run): boolean {
  return state === 'queued' || state === 'running' || state === 'paused';
}
