import { describe, expect, it } from 'vitest';
import type { Message } from './answer-words.js';
import { ChoiceRoles } from './choice-roles.js';

/** The deltas of one choice, one after the other, as they are sent. */
function sent(...deltas: (Message | undefined)[]): unknown[] {
  const roles = new ChoiceRoles();
  return deltas.map((delta) => JSON.parse(JSON.stringify(roles.of(delta, 0) ?? null)) as unknown);
}

describe('the deltas of a stream', () => {
  it.each([
    [{ content: 'a' }],
    [{ role: null, content: 'a' }],
    [{ role: '', content: 'a' }],
    [{ role: 'model', content: 'a' }],
  ])('name the role once where the first is %j', (delta) => {
    expect(sent(delta, { content: 'b' })).toEqual([{ role: 'assistant', content: 'a' }, { content: 'b' }]);
  });

  it('name the role where the first choice has no delta', () => {
    expect(sent(undefined, { content: 'a' })).toEqual([{ role: 'assistant' }, { content: 'a' }]);
  });

  it('name the role for each choice', () => {
    const roles = new ChoiceRoles();
    const deltas = [1, 0, 1].map((index) => roles.of({ content: 'a' }, index)?.role);
    expect(deltas).toEqual(['assistant', 'assistant', undefined]);
  });

  it.each(['assistant', 'model', ''])('do not repeat a role (%j), which some clients append', (role) => {
    expect(sent({ role: 'assistant' }, { role, content: 'a' }, { role })).toEqual([
      { role: 'assistant' },
      { content: 'a' },
      {},
    ]);
  });

  it('are the same where nothing is missing', () => {
    const roles = new ChoiceRoles();
    const given = [{ role: 'assistant' }, { content: 'a' }, { role: null }];
    for (const delta of given) expect(roles.of(delta, 0)).toBe(delta);
  });
});
