import { describe, expect, it } from 'vitest';
import parseJson from '../../threads/parse-json.task.js';
import { toText } from './packed-logprobs.js';

const logprobs = { content: [{ token: 'a "b"', logprob: -0.5, bytes: [97], top_logprobs: [] }] };
const NESTED = { choices: [{ delta: { logprobs } }], logprobs };
const answer = {
  id: 'c1',
  choices: [{ index: 0, logprobs }, null, { index: 1, logprobs: null }, { index: 2, logprobs }],
};

function parsed(value: unknown): { choices: object[] } {
  const result = parseJson(JSON.stringify(value));
  if (result.state !== 'parsed') throw new Error(result.state);
  return structuredClone(result.value) as { choices: object[] };
}

describe('log probabilities of a long answer', () => {
  it('are in its text again, unchanged', () => {
    const text = toText(parsed(answer));
    expect(JSON.parse(text)).toEqual(answer);
  });

  it('stay with their choice where that changes', () => {
    const { choices } = parsed(answer);
    const changed = { choices: [{ ...choices[3], index: 7 }], id: 'c2' };
    expect(JSON.parse(toText(changed))).toEqual({ id: 'c2', choices: [{ index: 7, logprobs }] });
  });

  it('in other places are left out', () => {
    expect(JSON.parse(toText(parsed(NESTED)))).toEqual({ choices: [{ delta: {} }] });
  });

  it('are no values that are counted, however many there are', () => {
    const content = Array.from({ length: 30_000 }, () => 0);
    expect(JSON.parse(toText(parsed({ choices: [{ logprobs: { content } }] })))).toEqual({
      choices: [{ logprobs: { content } }],
    });
  });
});

describe('an answer without them', () => {
  it.each([{ choices: [{ index: 0, logprobs }] }, { choices: 'none' }, {}])('is as JSON has it (%j)', (value) => {
    expect(toText(value)).toBe(JSON.stringify(value));
  });
});
