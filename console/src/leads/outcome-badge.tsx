import { OUTCOMES } from './outcomes';

/** How a lead ended, by a word, which its colour repeats. */
export function OutcomeBadge({ outcome }: { outcome: 'won' | 'lost' }) {
  const [label, look] = OUTCOMES[outcome];
  return <span class={`badge ${look}`}>{label}</span>;
}
