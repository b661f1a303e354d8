import { expect, it } from 'vitest';
import { digitsOf } from './number-text.js';

it.each([
  [0, '0'],
  [-12.5, '-12.5'],
  [12345678901234567000, '12345678901234567000'],
  [1e21, '1000000000000000000000'],
  [-1.25e23, '-125000000000000000000000'],
  [1e-7, '1e-7'],
])('the number %d is written as %s', (value, text) => {
  expect(digitsOf(value)).toBe(text);
});
