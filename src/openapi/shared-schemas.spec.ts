import { describe, expect, it } from 'vitest';
import type { Schema } from './document.types.js';
import { shareFields } from './shared-schemas.js';

const LETTERS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const text = { type: 'string' };

function schemaOf(names: string[], required = names): Schema {
  return { properties: Object.fromEntries(names.map((name) => [name, text])), required };
}

function shared(schemas: Record<string, Schema>): Record<string, Schema> {
  shareFields(schemas);
  return schemas;
}

describe('fields of schemas', () => {
  it('that another schema has, too, are written there alone', () => {
    const schemas = shared({ Key: schemaOf(LETTERS), IssuedKey: schemaOf([...LETTERS, 'secret']) });
    expect(schemas.Key).toEqual(schemaOf(LETTERS));
    expect(schemas.IssuedKey).toEqual({
      allOf: [{ $ref: '#/components/schemas/Key' }, { properties: { secret: text }, required: ['secret'] }],
    });
  });

  it('are taken from the largest schema that fits, each schema from one', () => {
    const schemas = shared({
      Facts: schemaOf(LETTERS),
      Lead: schemaOf([...LETTERS, 'i']),
      QualifiedLead: schemaOf([...LETTERS, 'i', 'j']),
    });
    expect(schemas.Lead?.allOf?.[0]).toEqual({ $ref: '#/components/schemas/Facts' });
    expect(schemas.QualifiedLead?.allOf?.[0]).toEqual({ $ref: '#/components/schemas/Lead' });
  });

  it.each([
    [
      'one of them is another there',
      { ...schemaOf([...LETTERS, 'i']), properties: { ...schemaOf([...LETTERS, 'i']).properties, a: {} } },
    ],
    ['one is required there and not here', schemaOf([...LETTERS, 'i'], ['b'])],
    ['there are no more of them', schemaOf(LETTERS)],
  ])('stay where they are if %s', (_, schema) => {
    const before = structuredClone(schema);
    expect(shared({ Key: schemaOf(LETTERS), Other: schema }).Other).toEqual(before);
  });

  it('stay where they are if the other schema has so few that they may be alike by chance', () => {
    const schema = schemaOf(['a', 'b', 'c']);
    expect(shared({ Pair: schemaOf(['a', 'b']), Triple: schema }).Triple).toEqual(schemaOf(['a', 'b', 'c']));
  });
});
