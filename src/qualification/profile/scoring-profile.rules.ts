import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ValidateIf } from 'class-validator';
import { Satisfies } from '../../validation/rule.decorator.js';
import { MAX_PHRASE_WORDS, wordsOf } from '../words.js';

/** Weights carry four decimals, and binary fractions do not add up exactly. */
const TOLERANCE = 1e-6;

const isShort = (phrase: unknown) => typeof phrase === 'string' && wordsOf(phrase).length <= MAX_PHRASE_WORDS;

/** A list that counts as empty where it is not given; `null` is no list. */
export function MayBeLeftOut(): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ required: false }),
    ValidateIf((_, value) => value !== undefined),
  );
}

/** The phrase has no more words than are compared with a lead. */
export function IsShortPhrase(): PropertyDecorator {
  return Satisfies('short_phrase', isShort, `must have at most ${MAX_PHRASE_WORDS} words`);
}

/** No phrase has more words than are compared with a lead. */
export function HasShortPhrases(): PropertyDecorator {
  return Satisfies(
    'short_phrases',
    (phrases) => Array.isArray(phrases) && phrases.every(isShort),
    `must be a list of phrases of at most ${MAX_PHRASE_WORDS} words`,
  );
}

/** The three weights add up to 1. */
export function AddsUpToOne(): PropertyDecorator {
  const addUp = (weights: Record<string, number>) =>
    Math.abs(Number(weights.company_fit) + Number(weights.contact_quality) + Number(weights.sales_potential) - 1) <
    TOLERANCE;
  return Satisfies('adds_up_to_one', (value) => isObject(value) && addUp(value), 'must add up to 1');
}

/** The limits of A, B and C go down. */
export function Descends(): PropertyDecorator {
  const descend = ({ a = 0, b = 0, c = 0 }: Record<string, number>) => a > b && b > c;
  return Satisfies('descends', (value) => isObject(value) && descend(value), 'must go down from a to c');
}

/** The upper end of a range is not below its lower one. */
export function HasOrderedEnds(): PropertyDecorator {
  return Satisfies(
    'ordered_ends',
    (max, range) => typeof max === 'number' && max >= (range as { min: number }).min,
    'must not be below min',
  );
}

function isObject(value: unknown): value is Record<string, number> {
  return typeof value === 'object' && value !== null;
}
