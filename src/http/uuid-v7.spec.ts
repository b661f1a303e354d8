import { expect, it } from '@jest/globals';
import { validate, version } from 'uuid';
import { uuidV7 } from './uuid-v7.js';

it('makes ids that are all different, and tell their moment', () => {
  const before = Date.now();
  const ids = Array.from({ length: 1_000 }, uuidV7);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) {
    expect([validate(id), version(id)]).toEqual([true, 7]);
    const at = Number.parseInt(id.replace('-', '').slice(0, 12), 16);
    expect(at).toBeGreaterThanOrEqual(before);
    expect(at).toBeLessThanOrEqual(Date.now());
  }
});
