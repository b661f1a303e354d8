import { shapesOf } from '../../../validation/shape.js';
import { CreateLeadRequest } from '../../dto/lead.dto.js';

/** How a lead ended. */
export const OUTCOME_TARGETS = ['outcome', 'outcome_at', 'outcome_value_usd', 'outcome_reason'] as const;
export type OutcomeTarget = (typeof OUTCOME_TARGETS)[number];

/** The fields of a lead, the parts of names that become one of them, and how it ended. */
export const TARGETS = [
  ...(shapesOf(CreateLeadRequest).keys() as Iterable<keyof CreateLeadRequest>),
  'first_name',
  'last_name',
  ...OUTCOME_TARGETS,
] as const;
export type Target = keyof CreateLeadRequest | 'first_name' | 'last_name' | OutcomeTarget;
