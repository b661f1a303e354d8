import { describe, expect, it } from 'vitest';
import { nationalDigits } from './phone-number.js';

describe('The national digits of a phone number', () => {
  it.each([
    ['+49 30 1234567', '301234567'],
    ['0049 30 1234567', '301234567'],
    ['+49 (0)30 1234567', '301234567'],
    ['(030) 123-4567', '301234567'],
    ['+1 (555) 010-0199', '5550100199'],
    ['1-555-010-0199', '5550100199'],
    ['+7 495 123-45-67', '4951234567'],
    ['8 495 123 45 67', '4951234567'],
    ['+353 1 234 5678', '12345678'],
    ['+971 4 123 4567', '41234567'],
    ['+90 212 123 45 67', '2121234567'],
    ['+358 9 12345', '912345'],
    ['12345', '12345'],
  ])('of %s are %s', (written, digits) => {
    expect(nationalDigits(written)).toBe(digits);
  });

  it.each(['1234', '+49 30', '0000000', '007', ''])('are none of %j, which has too few', (text) => {
    expect(nationalDigits(text)).toBeUndefined();
  });
});
