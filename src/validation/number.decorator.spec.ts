import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { expect, it } from 'vitest';
import { OptionalNumber } from './number.decorator.js';

class Query {
  @OptionalNumber({ min: 0, max: 100, decimals: 2, inQuery: true })
  score?: unknown;
}

const problemOf = (score: unknown) => {
  const [error] = validateSync(plainToInstance(Query, { score }));
  return Object.values(error?.constraints ?? {}).join();
};

it.each([0, 100, 12.5, 0.01, '12.50', '0', null, undefined])('a number of two decimals may be %j', (score) => {
  expect(problemOf(score)).toBe('');
});

it.each([1e-7, 1e-300, 0.123, '0.0000001', '1e1', '', ' 5', true, {}, [1]])('it may not be %j', (score) => {
  expect(problemOf(score)).toContain('score must be a number of at most 2 decimals');
});

it.each([-1, 101, 1e300, '999999999999999'])('it may not lie beyond its limits, as %j does', (score) => {
  expect(problemOf(score)).toMatch(/score must not be (less|greater) than/);
});
