import type { Schemas } from '../api/client';
import { number, usd, whole } from '../ui/format';
import { Tier } from '../ui/tier';
import { Calibration } from './calibration';
import { percent } from './model-words';
import { methodName, RANKED } from './worth-words';

type Worth = Schemas['ScoreWorth'];

/** What the scores of one method were worth. */
export function WorthCard({ worth }: { worth: Worth }) {
  const name = methodName(worth.method);
  const [label, look] = RANKED[worth.verdict];
  return (
    <section class="card worth" aria-label={name}>
      <h2>
        {name} <span class={`badge ${look}`}>{label}</span>
      </h2>
      <p>{worth.sentence}</p>
      {worth.ended_before > 0 && (
        <p class="notice warn small">
          {whole(worth.ended_before)} of these leads had ended when they were scored, so that their facts may tell it.
        </p>
      )}
      <h3>Won in each tier</h3>
      <Tiers tiers={worth.tiers} base={worth.leads === 0 ? 0 : worth.won / worth.leads} />
      {worth.top_fifth !== null && worth.verdict !== 'too_few' && (
        <p>
          The fifth with the highest scores is won <b>{number(worth.top_fifth.lift)} times</b> as often as all{' '}
          <span class="soft">
            ({number(worth.top_fifth.lift_low)} to {number(worth.top_fifth.lift_high)})
          </span>
          .
        </p>
      )}
      <p class="soft">{costOf(worth)}</p>
      {worth.calibration.length > 0 && (
        <>
          <h3>Predicted against won{worth.ece !== null && `, off by ${percent(worth.ece)} on average`}</h3>
          <Calibration bins={worth.calibration} label={name} />
        </>
      )}
    </section>
  );
}

/** A bar for the part that was won, the line across it for where it may lie, and a mark for that of all leads. */
function Tiers({ tiers, base }: { tiers: Worth['tiers']; base: number }) {
  return (
    <ol class="plain tier-rates">
      {tiers.map(({ tier, leads, won, rate, rate_low: low, rate_high: high }) => (
        <li key={tier}>
          <Tier tier={tier} />
          <div class="rate" aria-hidden="true">
            {rate !== null && <i class={`bar-${tier}`} style={{ width: `${rate * 100}%` }} />}
            {low !== null && high !== null && (
              <i class="range" style={{ left: `${low * 100}%`, width: `${(high - low) * 100}%` }} />
            )}
            <i class="base" style={{ left: `${base * 100}%` }} title={`All leads: ${percent(base)}`} />
          </div>
          <span>
            {rate === null ? (
              <span class="soft">no lead</span>
            ) : (
              <>
                <b>{percent(rate)}</b>{' '}
                <span class="soft small">
                  {whole(won)} of {whole(leads)}
                </span>
              </>
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}

function costOf({ cost_usd: cost, cost_per_won_usd: perWon, won_value_usd: value }: Worth): string {
  const spent = Number(cost) === 0 ? 'These scores cost nothing.' : `These scores cost ${usd(cost)}`;
  const each = perWon === null || Number(cost) === 0 ? '' : `, ${usd(perWon)} for each won deal.`;
  const worth = Number(value) === 0 ? '' : ` The won deals are worth ${usd(value)}.`;
  return `${spent}${each}${worth}`;
}
