import { areTooFew } from '../learning/verdict.js';
import { compareRankings, type Difference } from './ranking.js';
import { rounded } from './rounded.js';
import type { ComparisonVerdict, ScoreComparison } from './scoring-report.dto.js';
import { comparisonSentence } from './sentences.js';
import type { Sample, Series } from './series.js';

/** Each of these with each other, where they scored leads that the other one scored. */
export function comparisonsOf(series: readonly Series[]): ScoreComparison[] {
  const pairs = series.flatMap((first, place) => series.slice(place + 1).map((second) => [first, second] as const));
  return pairs.map(([first, second]) => compare(first, second)).filter(({ leads }) => leads > 0);
}

function compare(first: Series, second: Series): ScoreComparison {
  const sample = first.sharedWith(second);
  const [one, other] = [first, second].map((series) => Float64Array.from(series.of(sample), ({ score }) => score));
  const found = one && other && compareRankings({ scores: one, isWon: sample.isWon, groupOf: sample.groupOf }, other);
  const verdict = verdictOf(sample, found);
  const { won, lost } = sample;
  const subject = { first: first.origin, second: second.origin, leads: sample.places.length, won, lost };
  return {
    ...subject,
    verdict,
    sentence: comparisonSentence(verdict, subject, found),
    ...{ first_auc: rounded(found?.first), second_auc: rounded(found?.second) },
    difference: rounded(found?.difference.value),
    ...{ difference_low: rounded(found?.difference.low), difference_high: rounded(found?.difference.high) },
  };
}

function verdictOf({ won, lost }: Sample, found: Difference | undefined): ComparisonVerdict {
  if (found === undefined || areTooFew(won, lost)) return 'too_few';
  if (found.difference.low > 0) return 'second_better';
  return found.difference.high < 0 ? 'first_better' : 'no_difference';
}
