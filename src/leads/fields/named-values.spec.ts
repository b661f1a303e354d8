import { describe, expect, it } from 'vitest';
import { withNamedValues } from './named-values.js';

const read = (field: string, given: unknown) => withNamedValues({ [field]: given })[field];

describe('Fields that an API gives as a record with a name', () => {
  it.each<[string, unknown, unknown]>([
    ['industry', { id: 7, name: 'Software' }, 'Software'],
    ['industry', { value: 12, label: 'Software' }, 'Software'],
    ['industry', [7, 'Software'], 'Software'],
    ['industry', [{ id: 7, name: 'Software' }], 'Software'],
    ['industry', { attributes: { type: 'Industry' }, Name: 'Software' }, 'Software'],
    ['industry', { value: 'Software' }, 'Software'],
    ['industry', { id: 7, name: null }, null],
    ['source', { text: 'Web', index: 3 }, 'Web'],
    ['company_name', { id: '7', display_name: 'Acme' }, 'Acme'],
    ['company_size', { value: 200 }, 200],
    ['contact_name', { firstName: 'Dana', lastName: 'Reyes' }, 'Dana Reyes'],
    ['contact_name', { first_name: 'Dana', last_name: null }, 'Dana'],
    ['country', { countryCode: 'DE', countryName: 'Germany' }, 'DE'],
    ['country', { code: 'DE', name: 'Germany' }, 'DE'],
    ['country', [57, 'Germany'], 'Germany'],
    ['country', { id: 57, name: 'Germany' }, 'Germany'],
    ['country', { addressCity: 'Bonn', addressCountry: 'Germany' }, 'Germany'],
  ])('%s: %j is read as %j', (field, given, expected) => {
    expect(read(field, given)).toEqual(expected);
  });

  it.each([
    [{}],
    [{ id: 7 }],
    [[1, 2]],
    [[7, 'a', 'b']],
    [['a']],
    [['a', 'b']],
    [{ name: { en: 'a' } }],
    [[]],
    ['{"name":"a"}'],
    [7],
    [true],
  ])('%j is left for its rule', (given) => {
    const input = { industry: given, notes: { name: 'a' } };
    expect(withNamedValues(input)).toBe(input);
  });
});
