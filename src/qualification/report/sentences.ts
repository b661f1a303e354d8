import type { Measured } from './proportion.js';
import type {
  ComparisonVerdict,
  RankVerdict,
  ReportOutcomes,
  ScoreComparison,
  ScoreOrigin,
  ScoreWorth,
} from './scoring-report.dto.js';

/** How far scores rank leads by how they end. */
export function rankSentence(
  verdict: RankVerdict,
  { won, lost }: Pick<ScoreWorth, 'won' | 'lost'>,
  auc: Measured | undefined,
): string {
  if (verdict === 'too_few' || auc === undefined) {
    return `Not enough yet: ${counted(won)} won and ${counted(lost)} lost leads; ${NEEDED}.`;
  }
  const pairs = `of 100 pairs of a won and a lost lead, ${percent(auc.value)} stand in the right order`;
  return `${RANKED[verdict]}: ${pairs} (${percent(auc.low)} to ${percent(auc.high)}; chance is 50).`;
}

/** Which of two scores ranks better, and by how much. */
export function comparisonSentence(
  verdict: ComparisonVerdict,
  { first, second, leads, won, lost }: Pick<ScoreComparison, 'first' | 'second' | 'leads' | 'won' | 'lost'>,
  numbers: { first: number; second: number; difference: Measured } | undefined,
): string {
  const [one, other] = [originName(first), originName(second)];
  if (verdict === 'too_few' || numbers === undefined) {
    const had = `${one} and ${other} both scored ${counted(won)} won and ${counted(lost)} lost leads`;
    return `Not enough yet: ${had}; ${NEEDED}.`;
  }
  const { value, low, high } = numbers.difference;
  const range = `a difference of ${value.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
  const same = `On the same ${counted(leads)} leads`;
  if (verdict === 'no_difference') {
    const aucs = `AUC ${numbers.first.toFixed(3)} and ${numbers.second.toFixed(3)}`;
    return `${same} ${one} and ${other} differ no more than by chance: ${aucs}, ${range}.`;
  }
  const [better, worse] = verdict === 'second_better' ? [other, one] : [one, other];
  const [more, less] = verdict === 'second_better' ? [numbers.second, numbers.first] : [numbers.first, numbers.second];
  return `${same} ${better} ranks better than ${worse}: AUC ${more.toFixed(3)} against ${less.toFixed(3)}, ${range}.`;
}

/** What the report rests on. */
export function outcomesSentence({ won, lost, scored_before, scored_after, limit }: ReportOutcomes): string {
  const ended = won + lost;
  if (ended === 0)
    return 'No lead has an outcome yet: record which were won and lost to see what their scores were worth.';
  const newest =
    ended === limit ? `The newest ${counted(ended)} leads that ended` : `${counted(ended)} leads that ended`;
  const counts = `${newest} (${counted(won)} won, ${counted(lost)} lost)`;
  const after = scored_after === 0 ? '' : ` ${counted(scored_after)} were scored only afterwards and do not count.`;
  if (scored_before === 0) return `${counts}, none of which had a score when its outcome was recorded.${after}`;
  return `${counts}; ${counted(scored_before)} of them had a score when their outcome was recorded.${after}`;
}

const NEEDED = 'at least 20 of each and 50 in all are needed';
const RANKED: Record<Exclude<RankVerdict, 'too_few'>, string> = {
  better_than_chance: 'Better than chance',
  no_better_than_chance: 'Not better than chance so far',
  worse_than_chance: 'Worse than chance, as if scores were upside down',
};

function originName({ method, model, profile_version: version }: ScoreOrigin): string {
  if (model === null || version === null) return method;
  return `${method} (${model}, profile ${version})`;
}

function percent(part: number): string {
  return String(Math.round(100 * part));
}

/** 12,345 */
function counted(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
