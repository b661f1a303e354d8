import { ChoiceSetting, IntegerSetting } from '../config/setting.decorators.js';

export const QUALIFICATION_FALLBACKS = ['rules', 'none'] as const;
export type QualificationFallback = (typeof QUALIFICATION_FALLBACKS)[number];

/** How leads are scored. */
export class QualificationSettings {
  static readonly title = 'Scoring';

  @ChoiceSetting(
    'QUALIFICATION_FALLBACK',
    "What happens when the language model cannot score a lead: `rules` scores it by rules, `none` answers the model's error.",
    QUALIFICATION_FALLBACKS,
  )
  readonly fallback: QualificationFallback = 'rules';

  @IntegerSetting(
    'QUALIFICATION_WAIT_MS',
    'Longest wait for another request that is asking a model about the same lead, whose score is then shared, in ms.',
    100,
    600_000,
  )
  readonly waitMs: number = 60_000;

  @IntegerSetting(
    'LEARNING_MAX_OUTCOMES',
    'Most leads with an outcome, the newest ones, that a scoring model is learned from.',
    50,
    1_000_000,
  )
  readonly learningMaxOutcomes: number = 100_000;

  @IntegerSetting('LEARNING_SECONDS', 'Longest time in which a scoring model is learned, in seconds.', 1, 3_600)
  readonly learningSeconds: number = 120;

  @IntegerSetting(
    'SCORING_REPORT_OUTCOMES',
    'Most leads with an outcome, those that ended last, that the report on scores counts.',
    100,
    200_000,
  )
  readonly reportMaxOutcomes: number = 20_000;

  @IntegerSetting(
    'LEARNING_RETRAIN_HOURS',
    'Least time between two trainings of a workspace that begin by themselves, in hours. They do so only where a model was ' +
      'trained before.',
    1,
    8_760,
  )
  readonly retrainHours: number = 24;

  @IntegerSetting(
    'LEARNING_RETRAIN_OUTCOMES',
    'New outcomes after which a scoring model is retrained; 10 % more than before are enough, too.',
    1,
    1_000_000,
  )
  readonly retrainOutcomes: number = 50;

  @IntegerSetting(
    'PREVIEW_LEADS',
    'Most leads that a preview of a scoring profile scores; of more, the newest are a sample.',
    100,
    1_000_000,
  )
  readonly previewLeads: number = 10_000;
}
