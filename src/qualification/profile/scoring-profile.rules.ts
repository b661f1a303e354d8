import { ValidateBy } from 'class-validator';
import type { TierLimits } from './scoring-profile.js';

interface WireWeights {
  company_fit: number;
  contact_quality: number;
  sales_potential: number;
}

/** Weights carry four decimals, and binary fractions do not add up exactly. */
const TOLERANCE = 1e-6;

/** The three weights add up to 1. */
export function AddsUpToOne(): PropertyDecorator {
  return rule('adds_up_to_one', 'weights must add up to 1', (value) => {
    const weights = value as WireWeights;
    const sum = weights.company_fit + weights.contact_quality + weights.sales_potential;
    return Math.abs(sum - 1) < TOLERANCE;
  });
}

/** The limits of A, B and C go down. */
export function Descends(): PropertyDecorator {
  return rule('descends', 'tier_limits must go down from a to c', (value) => {
    const { a, b, c } = value as TierLimits;
    return a > b && b > c;
  });
}

/** The upper end of a range is not below its lower one. */
export function HasOrderedEnds(): PropertyDecorator {
  return ValidateBy({
    name: 'ordered_ends',
    validator: {
      validate: (max: unknown, args) => typeof max === 'number' && max >= (args?.object as { min: number }).min,
      defaultMessage: () => 'max must not be below min',
    },
  });
}

function rule(name: string, message: string, holds: (value: object) => boolean): PropertyDecorator {
  return ValidateBy({
    name,
    validator: {
      validate: (value: unknown) => typeof value === 'object' && value !== null && holds(value),
      defaultMessage: () => message,
    },
  });
}
