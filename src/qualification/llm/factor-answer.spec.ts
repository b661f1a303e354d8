import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { FACTOR_SCHEMA, readFactorAnswer, UnusableAnswerError } from './factor-answer.js';

const good = {
  company_fit: { score: 90, reason: 'Software is an ideal industry.' },
  contact_quality: { score: 81.5, reason: 'A vice president decides.' },
  sales_potential: { score: 0, reason: 'Nothing is known.' },
  reasoning: 'A fitting company.\nThe timing is unknown.',
};

describe('readFactorAnswer', () => {
  it('reads scores and reasons as they are', () => {
    expect(readFactorAnswer(JSON.stringify(good))).toEqual({
      factors: {
        company_fit: good.company_fit,
        contact_quality: good.contact_quality,
        sales_potential: good.sales_potential,
      },
      reasoning: good.reasoning,
    });
  });

  it('takes any score from 0 to 100 unchanged', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 100, noNaN: true }), (score) => {
        const text = JSON.stringify({ ...good, company_fit: { score, reason: 'Fits.' } });
        expect(readFactorAnswer(text).factors.company_fit.score).toBe(score === 0 ? 0 : score);
      }),
    );
  });

  it.each([
    ['no JSON', 'I would give it 90.', 'it is not JSON'],
    ['JSON in a code fence', `\`\`\`json\n${JSON.stringify(good)}\n\`\`\``, 'it is not JSON'],
    ['nothing', '', 'it is not JSON'],
    ['JSON that was cut off', JSON.stringify(good).slice(0, -20), 'it is not JSON'],
    ['NaN', JSON.stringify(good).replace('81.5', 'NaN'), 'it is not JSON'],
    ['an array', JSON.stringify([good]), 'it is not a JSON object'],
    ['null', 'null', 'it is not a JSON object'],
    ['a missing factor', JSON.stringify({ ...good, contact_quality: undefined }), 'contact_quality is missing'],
    ['a factor that is an array', withFactor([90, 'Fits.']), 'company_fit is missing'],
    ['a number for a factor', withFactor(90), 'company_fit is missing'],
    ['a score as a string', withFactor({ score: '90', reason: 'Fits.' }), 'company_fit.score is not a number'],
    ['null for a score', withFactor({ score: null, reason: 'Fits.' }), 'company_fit.score is not a number'],
    ['a score below 0', withFactor({ score: -1, reason: 'Fits.' }), 'company_fit.score is not between 0 and 100'],
    ['a score above 100', withFactor({ score: 101, reason: 'Fits.' }), 'company_fit.score is not between 0 and 100'],
    ['a huge score', withFactor({ score: 1e9, reason: 'Fits.' }), 'company_fit.score is not between 0 and 100'],
    ['a number no double holds', JSON.stringify(good).replace('81.5', '1e999'), 'not between 0 and 100'],
    ['an empty reason', withFactor({ score: 90, reason: '' }), 'company_fit.reason is missing'],
    ['a blank reason', withFactor({ score: 90, reason: ' \n' }), 'company_fit.reason is missing'],
    ['an endless reason', withFactor({ score: 90, reason: 'a'.repeat(4_001) }), 'longer than 4000 characters'],
    ['a NUL in a reason', withFactor({ score: 90, reason: 'Fi\0ts.' }), 'company_fit.reason must not contain control'],
    ['a lone surrogate', withFactor({ score: 90, reason: 'Fits \ud83d.' }), 'company_fit.reason must be well-formed'],
    ['no reasoning', JSON.stringify({ ...good, reasoning: undefined }), 'reasoning is missing'],
    ['a member too many', JSON.stringify({ ...good, total: 100 }), 'total'],
    ['a member too many in a factor', withFactor({ score: 90, reason: 'Fits.', weight: 1 }), 'weight'],
  ])('refuses %s', (_, text, problem) => {
    expect(() => readFactorAnswer(text)).toThrow(UnusableAnswerError);
    expect(() => readFactorAnswer(text)).toThrow(problem);
  });

  it('throws nothing but UnusableAnswerError, whatever JSON comes', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(() => readFactorAnswer(text)).toThrow(UnusableAnswerError);
      }),
    );
  });
});

describe('FACTOR_SCHEMA', () => {
  it('is strict in every object: all members required, none besides', () => {
    const objects = objectsOf(FACTOR_SCHEMA.schema);
    expect(objects).toHaveLength(4);
    for (const { properties, required, additionalProperties } of objects) {
      expect(additionalProperties).toBe(false);
      expect(required).toEqual(Object.keys(properties));
    }
  });
});

interface ObjectSchema {
  properties: Record<string, unknown>;
  required: string[];
  additionalProperties: boolean;
}

function objectsOf(schema: unknown): ObjectSchema[] {
  if (typeof schema !== 'object' || schema === null || !('properties' in schema)) return [];
  const object = schema as ObjectSchema;
  return [object, ...Object.values(object.properties).flatMap(objectsOf)];
}

function withFactor(factor: unknown): string {
  return JSON.stringify({ ...good, company_fit: factor });
}
