import { describe, expect, it } from 'vitest';
import { shapesOf } from '../../validation/shape.js';
import { FILTERABLE_FIELDS, ListLeadsQuery } from './list-leads.dto.js';

describe('A list of leads', () => {
  it('takes each field that is filterable, whichever file is loaded first', () => {
    expect(FILTERABLE_FIELDS).toEqual(['industry', 'country', 'source']);
    expect([...shapesOf(ListLeadsQuery).keys()]).toEqual(expect.arrayContaining(FILTERABLE_FIELDS));
  });
});
