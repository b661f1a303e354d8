import { expect, it } from 'vitest';
import { validate, version } from 'uuid';
import { newId } from './new-id.js';

it('makes ids that are all different and hold the time of their making', () => {
  const before = Date.now();
  const ids = Array.from({ length: 1_000 }, newId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) {
    expect([validate(id), version(id)]).toEqual([true, 7]);
    const at = Number.parseInt(id.replace('-', '').slice(0, 12), 16);
    expect(at).toBeGreaterThanOrEqual(before);
    expect(at).toBeLessThanOrEqual(Date.now());
  }
});
