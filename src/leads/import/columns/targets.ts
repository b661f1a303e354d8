import { shapesOf } from '../../../validation/shape.js';
import { CreateLeadRequest } from '../../dto/lead.dto.js';

/** How a lead ended. */
export const OUTCOME_TARGETS = ['outcome', 'outcome_at', 'outcome_value_usd', 'outcome_reason'] as const;
export type OutcomeTarget = (typeof OUTCOME_TARGETS)[number];

/** The parts of a contact's name, in their order. */
export const NAME_PARTS = ['first_name', 'name_infix', 'last_name', 'second_last_name'] as const;
export type NamePart = (typeof NAME_PARTS)[number];

export function isNamePart(target: Target): target is NamePart {
  return (NAME_PARTS as readonly Target[]).includes(target);
}

/** The fields of a lead, the parts of names that become one of them, and how it ended. */
export const TARGETS = [
  ...(shapesOf(CreateLeadRequest).keys() as Iterable<keyof CreateLeadRequest>),
  ...NAME_PARTS,
  ...OUTCOME_TARGETS,
] as const;
export type Target = keyof CreateLeadRequest | NamePart | OutcomeTarget;
