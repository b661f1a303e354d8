import { ChoiceSetting } from '../config/setting.decorators.js';

export const QUALIFICATION_FALLBACKS = ['rules', 'none'] as const;
export type QualificationFallback = (typeof QUALIFICATION_FALLBACKS)[number];

/** How leads are scored. */
export class QualificationSettings {
  /** What happens when the language model cannot score: `rules` scores by rules, `none` answers the model's error. */
  @ChoiceSetting('QUALIFICATION_FALLBACK', QUALIFICATION_FALLBACKS)
  readonly fallback: QualificationFallback = 'rules';
}
