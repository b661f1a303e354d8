import { OptionalChoice } from '../../validation/choice.decorator.js';
import { SCORING_METHODS, type ScoringMethod } from '../../leads/lead-score.js';

/** What scores leads. */
export class ScoringChoiceDto {
  @OptionalChoice(SCORING_METHODS, {
    description:
      '`auto` takes the learned model in use, else a language model, else the rules. `learned` without a model in use is ' +
      'scored by rules, which say so.',
    default: 'auto',
    example: 'auto',
  })
  method?: ScoringMethod;
}
