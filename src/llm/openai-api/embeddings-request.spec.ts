import { describe, expect, it } from 'vitest';
import { ValidationError } from '../../errors/request.errors.js';
import { readEmbeddingsRequest } from './embeddings-request.js';

const read = (body: unknown) => readEmbeddingsRequest(body, 3);

/** The fields that are refused. */
function fieldsOf(body: unknown): unknown[] {
  try {
    read(body);
  } catch (error) {
    if (error instanceof ValidationError) return error.problems.map(({ field }) => field);
  }
  return [];
}

describe('a request for embeddings', () => {
  it('is the body itself, with all that is not known here', () => {
    const body = { input: 'x', model: 'm', dimensions: 2, encoding_format: 'base64', truncate: 'END' };
    expect(read(body)).toBe(body);
    expect(read({ ...body, user: null, dimensions: null })).toEqual({ ...body, dimensions: undefined });
  });

  it.each([['x'], [['x', 'y']], [[1, 2]], [[[1], [2, 3]]], [['x', [1]]]])('takes the input %j', (input) => {
    expect(fieldsOf({ input })).toEqual([]);
  });

  it.each([
    [undefined],
    [null],
    [''],
    [[]],
    [['']],
    [[[]]],
    [[-1]],
    [[0.5]],
    [{}],
    [7],
    [[null]],
    [['a', 'b', 'c', 'd']],
  ])('refuses the input %j', (input) => {
    expect(fieldsOf({ input })).toEqual(['input']);
  });

  it('may have more tokens than texts', () => {
    expect(fieldsOf({ input: [1, 2, 3, 4] })).toEqual([]);
  });

  it('is refused with all its problems at once', () => {
    expect(fieldsOf({ dimensions: 0, encoding_format: 'int8', user: 4, model: '' })).toEqual([
      ...['model', 'dimensions', 'encoding_format', 'user', 'input'],
    ]);
    expect(fieldsOf('x')).toEqual(['body']);
  });
});
