import { describe, expect, it } from 'vitest';
import { ChoiceIndexes, inOrder } from './choice-indexes.js';

function indexesOf(choices: number, given: unknown[]): number[] {
  const indexes = new ChoiceIndexes(choices);
  return given.map((index) => indexes.of(index, 0));
}

describe('the choices of a stream', () => {
  it.each<[number, unknown[], number[]]>([
    [1, [0, 0, 0], [0, 0, 0]],
    [2, [1, 0, 1], [1, 0, 1]],
    [1, [1, 1], [0, 0]],
    [2, [0, 2, 0, 2], [0, 1, 0, 1]],
    [2, [1, 2, 2, 1], [1, 0, 0, 1]],
    [1, [3, 0, 3], [0, 1, 0]],
    [1, ['0', '0'], [0, 0]],
    [2, ['1', 0], [1, 0]],
    [1, [-1, -1], [0, 0]],
    [1, [1e9], [0]],
    [1, [null, undefined, 0.5, {}], [0, 0, 0, 0]],
  ])('of %d that come with %j have the indexes %j', (choices, given, indexes) => {
    expect(indexesOf(choices, given)).toEqual(indexes);
  });

  it('without an index are told apart by their place in the chunk', () => {
    const indexes = new ChoiceIndexes(2);
    expect([0, 1, 0, 1].map((at) => indexes.of(undefined, at))).toEqual([0, 1, 0, 1]);
  });

  it('are 128 at most', () => {
    const indexes = new ChoiceIndexes(1);
    for (let index = 0; index < 128; index++) indexes.of(index, 0);
    expect(() => indexes.of(128, 0)).toThrow('Too many choices');
  });
});

describe('the choices of an answer in one piece', () => {
  const named = (...indexes: unknown[]) => indexes.map((index, at) => ({ index, name: 'abc'[at] }));
  const namesOf = (choices: ({ index: unknown; name?: string | undefined } | null)[]) =>
    choices.map((choice) => choice && `${choice.name}${String(choice.index)}`);

  it.each([
    [
      [1, 0],
      ['b0', 'a1'],
    ],
    [
      [0, 2],
      ['a0', 'b1'],
    ],
    [
      [2, 1],
      ['b0', 'a1'],
    ],
    [
      ['1', '0'],
      ['b0', 'a1'],
    ],
    [
      [0, 0],
      ['a0', 'b1'],
    ],
    [
      [undefined, undefined],
      ['a0', 'b1'],
    ],
    [
      [null, 0],
      ['a0', 'b1'],
    ],
    [
      [-1, 0],
      ['a0', 'b1'],
    ],
    [[1], ['a0']],
  ])('that come with %j are %j', (indexes, names) => {
    expect(namesOf(inOrder(named(...indexes)))).toEqual(names);
  });

  it('are the same where they are in order', () => {
    const choices = [...named(0, 1), null];
    expect(inOrder(choices)).toBe(choices);
  });
});
