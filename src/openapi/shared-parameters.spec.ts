import { describe, expect, it } from 'vitest';
import type { Operation, Parameter } from './document.types.js';
import { shareParameters } from './shared-parameters.js';

const LIMIT: Parameter = { name: 'limit', in: 'query', schema: { type: 'integer', maximum: 100 } };
const OTHER_LIMIT: Parameter = { name: 'limit', in: 'query', schema: { type: 'integer', maximum: 10 } };

function operation(...parameters: Parameter[]): Operation {
  return { operationId: 'any', summary: 'Any', responses: {}, parameters };
}

describe('parameters', () => {
  it('that several operations have are components that they refer to', () => {
    const operations = [operation(LIMIT), operation({ ...LIMIT })];
    expect(shareParameters(operations)).toEqual({ limit: LIMIT });
    for (const { parameters } of operations) expect(parameters).toEqual([{ $ref: '#/components/parameters/limit' }]);
  });

  it('that one operation has stay there', () => {
    const operations = [operation(LIMIT), operation(OTHER_LIMIT)];
    expect(shareParameters(operations)).toEqual({});
    expect(operations.map(({ parameters }) => parameters)).toEqual([[LIMIT], [OTHER_LIMIT]]);
  });

  it('of one name that differ are components of different names', () => {
    const operations = [operation(LIMIT), operation(OTHER_LIMIT), operation(LIMIT), operation(OTHER_LIMIT)];
    expect(shareParameters(operations)).toEqual({ limit: LIMIT, limit2: OTHER_LIMIT });
    expect(operations[3]?.parameters).toEqual([{ $ref: '#/components/parameters/limit2' }]);
  });
});
