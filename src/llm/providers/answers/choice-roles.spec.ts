import { describe, expect, it } from 'vitest';
import type { Choice } from './choice-deltas.js';
import { ChoiceRoles } from './choice-roles.js';

/** The deltas of these, one after the other, as they are sent. */
function sent(...choices: Choice[]): unknown[] {
  const roles = new ChoiceRoles();
  return choices.map((choice) => (JSON.parse(JSON.stringify(roles.of([choice]))) as Choice[])[0]?.delta);
}

describe('the deltas of a stream', () => {
  it.each([
    [{ content: 'a' }],
    [{ role: null, content: 'a' }],
    [{ role: '', content: 'a' }],
    [{ role: 'model', content: 'a' }],
  ])('name the role once where the first is %j', (delta) => {
    expect(sent({ delta }, { delta: { content: 'b' } })).toEqual([
      { role: 'assistant', content: 'a' },
      { content: 'b' },
    ]);
  });

  it('name the role where the first choice has no delta', () => {
    expect(sent({}, { delta: { content: 'a' } })).toEqual([{ role: 'assistant' }, { content: 'a' }]);
  });

  it('name the role for each choice', () => {
    const choices = [1, 0, 1].map((index) => ({ index, delta: { content: 'a' } }));
    expect(sent(...choices)).toEqual([
      { role: 'assistant', content: 'a' },
      { role: 'assistant', content: 'a' },
      { content: 'a' },
    ]);
  });

  it('do not repeat a role that comes late, which clients would append, nor have an empty one', () => {
    expect(sent({ delta: { content: 'a' } }, { delta: { role: 'assistant' } })).toEqual([
      { role: 'assistant', content: 'a' },
      {},
    ]);
    expect(sent({ delta: { role: 'assistant' } }, { delta: { role: '', content: 'a' } })).toEqual([
      { role: 'assistant' },
      { content: 'a' },
    ]);
  });

  it('belong to the first choice where they name none', () => {
    const choices = [{ delta: { role: 'assistant' } }, { index: null, delta: {} }];
    expect(choices.map((choice) => new ChoiceRoles().of([choice])[0]?.index)).toEqual([0, 0]);
  });

  it('are the same where nothing is missing', () => {
    const roles = new ChoiceRoles();
    const given = [{ role: 'assistant' }, { content: 'a' }, { role: null }, { role: 'assistant' }];
    for (const choices of given.map((delta) => [{ index: 0, delta }, null])) expect(roles.of(choices)).toBe(choices);
  });
});
