import type { Schemas } from '../api/client';
import { number, words } from '../ui/format';

type Learned = Schemas['LearnedFactorsResponse'];

/** What each field does to the odds, from those of an average lead to those of this one: to the right for, to the left against. */
export function LearnedOdds({ learned, probability }: { learned: Learned; probability: number | null }) {
  const widest = Math.max(...learned.parts.map(({ factor }) => Math.abs(Math.log(factor))), Math.LN2);
  return (
    <ol class="waterfall">
      <li class="total">
        <b>An average lead</b>
        <span />
        <span class="value">{chance(learned.base_odds / (1 + learned.base_odds))}</span>
      </li>
      {learned.parts.map(({ field, factor, reason }) => {
        const length = (Math.abs(Math.log(factor)) / widest) * 50;
        const isFor = factor >= 1;
        return (
          <li key={field}>
            <div class="what">
              <b>{words(field.replace('additional_data.', ''))}</b>
              <small>{reason}</small>
            </div>
            <div class="track" aria-hidden="true">
              <i
                class={isFor ? 'points' : 'points neg'}
                style={{ left: `${isFor ? 50 : 50 - length}%`, width: `${length}%` }}
              />
            </div>
            <span class={isFor ? 'value' : 'value neg'}>× {number(factor)}</span>
          </li>
        );
      })}
      <li class="total">
        <b>Chance of being won</b>
        <span />
        <span class="value">{chance(probability ?? learned.odds / (1 + learned.odds))}</span>
      </li>
    </ol>
  );
}

function chance(share: number): string {
  return `${number(share * 100)} %`;
}
