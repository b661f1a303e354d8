import { expect, it } from 'vitest';
import { storableJson } from './storable-json.js';

it.each<[unknown, unknown]>([
  [
    { a: 'x\0y', 'b\0': ['\ud800', 'ü😀'] },
    { a: 'x\ufffdy', 'b\ufffd': ['\ufffd', 'ü😀'] },
  ],
  ['\\u0000 \\\\ud800 \n"', '\\u0000 \\\\ud800 \n"'],
  ['\\\0', '\\\ufffd'],
  [null, null],
])('%j is stored as %j', (given, stored) => {
  expect(JSON.parse(storableJson(given))).toEqual(stored);
});
