import type { Schemas } from '../api/client';
import { number } from '../ui/format';
import { Time } from '../ui/time';

type Qualification = Schemas['QualificationResponse'];

const WIDTH = 360;
const HEIGHT = 56;
const MARGIN = 5;

/** The scores of a lead over time, as a line and in words. */
export function ScoreHistory({ qualifications }: { qualifications: readonly Qualification[] }) {
  if (qualifications.length < 2) return null;
  const oldestFirst = qualifications.toReversed();
  const points = oldestFirst.map(({ score }, index) => ({
    x: MARGIN + (index / (oldestFirst.length - 1)) * (WIDTH - 2 * MARGIN),
    y: MARGIN + (1 - score / 100) * (HEIGHT - 2 * MARGIN),
  }));
  const label = `Scores over time: ${oldestFirst.map(({ score }) => number(score)).join(', ')}`;
  return (
    <section aria-label="History">
      <h3>History</h3>
      <svg class="history" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
        <polyline points={points.map(({ x, y }) => `${x},${y}`).join(' ')} />
        {points.map(({ x, y }, index) => (
          <circle key={index} cx={x} cy={y} r="3" />
        ))}
      </svg>
      <ul class="plain small">
        {qualifications.slice(0, 5).map((one) => (
          <li key={one.id}>
            <b>{number(one.score)}</b> {one.method === 'rules' ? 'by rules' : `by ${one.model}`}{' '}
            <span class="soft">
              <Time at={one.created_at} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
