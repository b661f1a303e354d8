import { TIERS } from '../../leads/lead-score.js';
import { fromPicoUsd } from '../../llm/providers/answers/price.js';
import { calibrationOf } from '../learning/metrics.js';
import { areTooFew } from '../learning/verdict.js';
import type { JudgedScore } from './ended-leads.js';
import { type Measured, proportion, topPart } from './proportion.js';
import { aucOf } from './ranking.js';
import { rounded } from './rounded.js';
import type { RankVerdict, ScoreWorth, TierWorth, TopFifth } from './scoring-report.dto.js';
import { rankSentence } from './sentences.js';
import type { Sample, Series } from './series.js';

const TOP = 0.2;
/** Probabilities nearer to 0 and 1 have log odds that say no more. */
const NEAREST = 1e-9;

/** What scores of one origin were worth. */
export function worthOf(series: Series): ScoreWorth {
  const sample = series.all();
  const judged = series.of(sample);
  const scores = Float64Array.from(judged, ({ score }) => score);
  const auc = aucOf({ scores, isWon: sample.isWon, groupOf: sample.groupOf });
  const counts = { leads: judged.length, won: sample.won, lost: sample.lost };
  const verdict = verdictOf(sample, auc);
  const { method, model, profile_version } = series.origin;
  return {
    ...{ method, model, profile_version },
    ...counts,
    ended_before: judged.filter((score) => score.is_late).length,
    verdict,
    sentence: rankSentence(verdict, counts, auc),
    ...{ auc: rounded(auc?.value), auc_low: rounded(auc?.low), auc_high: rounded(auc?.high) },
    tiers: tiersOf(judged, sample),
    top_fifth: topFifth(scores, sample),
    ...probabilitiesOf(judged, sample),
    ...moneyOf(judged, sample),
  };
}

function verdictOf({ won, lost }: Sample, auc: Measured | undefined): RankVerdict {
  if (auc === undefined || areTooFew(won, lost)) return 'too_few';
  if (auc.low > 0.5) return 'better_than_chance';
  return auc.high < 0.5 ? 'worse_than_chance' : 'no_better_than_chance';
}

function tiersOf(judged: readonly JudgedScore[], { isWon }: Sample): TierWorth[] {
  return TIERS.map((tier) => {
    const rows = [...judged.keys()].filter((row) => judged[row]?.tier === tier);
    const won = rows.reduce((sum, row) => sum + (isWon[row] ?? 0), 0);
    const rate = proportion(won, rows.length);
    const interval = { rate_low: rounded(rate?.low), rate_high: rounded(rate?.high) };
    return { tier, leads: rows.length, won, rate: rounded(rate?.value), ...interval };
  });
}

function topFifth(scores: Float64Array, { isWon }: Sample): TopFifth | null {
  const top = topPart(scores, isWon, TOP);
  if (top === undefined) return null;
  const { value, low, high } = top.lift;
  const lift = { lift: rounded(value), lift_low: rounded(low), lift_high: rounded(high) };
  return { leads: rounded(top.leads), won: rounded(top.won), ...lift };
}

/** What came of probabilities; nothing where scores have none. */
function probabilitiesOf(judged: readonly JudgedScore[], { isWon }: Sample): Pick<ScoreWorth, 'calibration' | 'ece'> {
  const rows = [...judged.keys()].filter((row) => judged[row]?.probability != null);
  if (rows.length === 0) return { calibration: [], ece: null };
  const logOdds = Float64Array.from(rows, (row) => logOddsOf(judged[row]?.probability ?? 0));
  const { bins, ece } = calibrationOf(
    logOdds,
    Uint8Array.from(rows, (row) => isWon[row] ?? 0),
  );
  const points = bins.map(({ leads, won, predicted }) => ({ leads, won, predicted: rounded(predicted) }));
  return { calibration: points, ece: rounded(ece) };
}

function logOddsOf(probability: number): number {
  const inside = Math.min(1 - NEAREST, Math.max(NEAREST, probability));
  return Math.log(inside / (1 - inside));
}

type Money = Pick<ScoreWorth, 'cost_usd' | 'cost_per_won_usd' | 'won_value_usd'>;

function moneyOf(judged: readonly JudgedScore[], { won, wonCents }: Sample): Money {
  const cost = judged.reduce((sum, score) => sum + BigInt(score.cost ?? 0), 0n);
  const cents = String(wonCents).padStart(3, '0');
  return {
    cost_usd: fromPicoUsd(cost),
    cost_per_won_usd: won === 0 ? null : fromPicoUsd(cost / BigInt(won)),
    won_value_usd: `${cents.slice(0, -2)}.${cents.slice(-2)}`,
  };
}
