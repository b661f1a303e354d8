import { expect, it } from 'vitest';
import { derivedId } from './derived-id.js';
import { newId } from './new-id.js';

it('Ids of one operation are the same for the same index, differ otherwise, and sort by their index', () => {
  const id = newId();
  const ids = Array.from({ length: 2_000 }, (_, index) => derivedId(id, index));
  expect(ids).toEqual(Array.from({ length: 2_000 }, (_, index) => derivedId(id, index)));
  expect(new Set(ids).size).toBe(2_000);
  expect(ids).toEqual(ids.toSorted());
  expect(derivedId(newId(), 0)).not.toBe(ids[0]);
  expect(ids[0]!.slice(0, 13)).toBe(id.slice(0, 13));
});
