import type { Attack } from '../attack.js';
import { goodAnswer } from '../../support/provider-responses.js';

const REQUESTS_OF_EACH = 20;
const CHARACTERS = 900_000;
const UNITS = ['a', "'s", ' ', '😀', '\u4e2d', "don't ", '\u0301'];

/** A tokenizer takes time that grows with the square of a word's length. */
export const attack: Attack = {
  title: 'prompts of a megabyte, which are slow to count, come without an end',
  run: async ({ url, userKey, provider }) => {
    provider.script(goodAnswer('Yes', { usage: null }));
    const headers = { authorization: `Bearer ${userKey}`, 'content-type': 'application/json' };
    const send = async (unit: string) => {
      const content = unit.repeat(CHARACTERS / Buffer.byteLength(unit));
      const body = JSON.stringify({ messages: [{ role: 'user', content }] });
      const response = await fetch(`${url}/api/v1/llm/chat/completions`, { method: 'POST', headers, body });
      await response.text();
    };
    await Promise.all(Array.from({ length: REQUESTS_OF_EACH }, () => UNITS.map(send)).flat());
  },
};
