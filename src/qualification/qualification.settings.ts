import { ChoiceSetting } from '../config/setting.decorators.js';

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
}
