import { describe, expect, it } from 'vitest';
import { refusedFields } from './refused-fields.js';

const SENT = {
  messages: [{ role: 'user', content: 'Hi' }],
  frequency_penalty: 1,
  logit_bias: {},
  seed: 1,
  store: true,
};
const namedIn = (message: string) => refusedFields({ message, type: null, code: null, param: null }, SENT);

describe('a field that is refused', () => {
  it.each([
    ['`frequency_penalty` is currently not supported', 'frequency_penalty'],
    ['frequency_penalty is not currently supported', 'frequency_penalty'],
    ['Logit_bias is not supported', 'logit_bias'],
    ['body.seed: seed not supported', 'seed'],
    ['seed unsupported.', 'seed'],
    ['The model returned the following errors: #: extraneous key [store] is not permitted', 'store'],
  ])('in %j is %s', (message, field) => {
    expect(namedIn(message)).toEqual([field]);
  });

  it.each(['Your seed not supported here was ignored', 'seed 5 not supported', 'Model m is currently not supported'])(
    'is not named in %j',
    (message) => {
      expect(namedIn(message)).toEqual([]);
    },
  );
});
