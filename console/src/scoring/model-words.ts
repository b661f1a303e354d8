import type { Schemas } from '../api/client';
import { number } from '../ui/format';

export type Model = Schemas['ScoringModelResponse'];
export type ModelDetails = Schemas['ScoringModelDetails'];

/** What a status means for those who sell, and how it looks. */
export const STATUSES: Record<Model['status'], readonly [label: string, look: string]> = {
  training: ['learning…', 'off'],
  too_few: ['not enough outcomes yet', 'off'],
  no_better_than_chance: ['no better than chance', 'warn'],
  held: ['waits for your decision', 'warn'],
  active: ['in use', 'good'],
  retired: ['retired', 'off'],
  failed: ['failed', 'bad'],
};

/** Why a model does without a field. */
export const LEFT_OUT: Record<ModelDetails['left_out'][number]['reason'], string> = {
  excluded: 'you left it out',
  personal: 'names a person or an address',
  nested: 'holds a list or several values',
  date: 'is a date',
  identifier: 'differs in nearly every lead',
  constant: 'is the same in nearly every lead',
  rare: 'is given too rarely',
  too_many_fields: 'is one of too many fields',
  possible_leak: 'seems to know the outcome already',
};

/** What speaks for a field that was filled in after the deal had ended. */
export const SIGNS: Record<ModelDetails['suspects'][number]['signs'][number], string> = {
  ranks_alone: 'puts won before lost nearly by itself',
  filled_for_one_kind: 'is filled for won leads only, or for lost ones only',
  strong_alone: 'says much of the outcome by itself',
  filled_differently: 'is filled for won and for lost leads unlike',
  telling_name: 'has a name that tells the outcome',
};

/** `additional_data.deal_stage` as "deal stage". */
export function fieldName(field: string): string {
  return field.replace(/^additional_data\./, '').replaceAll('_', ' ');
}

/** How often the better of two leads has the higher score. */
export function rankingOf({ auc, auc_low: low, auc_high: high }: Model): string {
  if (auc === null) return '';
  const range = low === null || high === null ? '' : ` (${percent(low)} to ${percent(high)})`;
  return `${percent(auc)}${range}`;
}

export function percent(share: number): string {
  return `${number(share * 100)} %`;
}
