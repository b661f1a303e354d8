import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { DEFAULT_SCORING_PROFILE } from '../profile/scoring-profile.js';
import { findSignals } from './signals.js';

const find = (notes: string) => findSignals(notes, DEFAULT_SCORING_PROFILE);

describe('findSignals', () => {
  it.each<[string, string[]]>([
    ['Asked for a DEMO and pricing', ['demo', 'pricing']],
    ['two demos, they evaluated us, prices please', ['demo', 'evaluating', 'pricing']],
    ['wants to start THIS  QUARTER!', ['this quarter']],
    ['We are expanding and hired ten people', ['expanding', 'hiring']],
    ['not only a demo, no later than this quarter', ['demo', 'this quarter']],
    ['not hiring but expanding', ['expanding']],
    ['not hiring and evaluating', ['evaluating']],
    ['No. Demo on Monday', ['demo']],
    ['No demo now. Demo in June', ['demo']],
    ['democracy, budgetary, this year; quarter', []],
    ['', []],
  ])('%j shows %j', (notes, signals) => {
    expect(find(notes)).toMatchObject({ signals, disqualifiers: [] });
  });

  it.each([
    ['no demo wanted', 'demo'],
    ['They are not hiring.', 'hiring'],
    ["they aren't currently evaluating", 'evaluating'],
    ['without budget', 'budget'],
    ['no demo or pricing', 'pricing'],
    ['hiring freeze', 'hiring'],
    ['budget was not approved', 'budget'],
    ['Budget: none', 'budget'],
  ])('%j denies it', (notes, signal) => {
    const { signals, denied } = find(notes);
    expect(denied).toContain(signal);
    expect(signals).toEqual([]);
  });

  it.each<[string, string[]]>([
    ['Student', ['student']],
    ['works for our competitors', ['competitor']],
    ['has no budget, is not interested', ['no budget', 'not interested']],
    ['not a competitor but a student', ['student']],
    ['UNSUBSCRIBE me', ['unsubscribe']],
    ['not a competitor', []],
    ["isn't a student", []],
    ['Competitor: no', []],
    ['Is there any doubt? No. Budget is set', []],
  ])('%j is disqualified by %j', (notes, disqualifiers) => {
    expect(find(notes).disqualifiers).toEqual(disqualifiers);
  });

  it("knows the profile's own denials", () => {
    const profile = { ...DEFAULT_SCORING_PROFILE, negations: ['parked'] };
    expect(findSignals('parked the demo', profile)).toMatchObject({ signals: [], denied: ['demo'] });
    expect(find('parked the demo').signals).toEqual(['demo']);
  });

  it('does not take the end of a disqualifier for a signal', () => {
    const profile = { buyingSignals: ['budget', 'freeze'], disqualifiers: ['budget freeze'], negations: [] };
    expect(findSignals('Budget freeze', profile)).toEqual({
      signals: [],
      denied: [],
      disqualifiers: ['budget freeze'],
    });
    expect(findSignals('Budget freeze? Budget!', profile).signals).toEqual(['budget']);
  });

  it('finds nothing if the profile names nothing', () => {
    const profile = { buyingSignals: [], disqualifiers: ['', '!!'], negations: [] };
    expect(findSignals('demo', profile)).toEqual({ signals: [], denied: [], disqualifiers: [] });
  });

  it('reads hostile notes to their end', () => {
    for (const filler of [
      'no ',
      'this ',
      'a.',
      '\n',
      "'",
      '𝕏',
      'a'.repeat(50),
      '\u0301',
      '( ',
      'demo',
      '<a ',
      '&#',
      '<',
    ]) {
      expect(find(`${filler.repeat(20_000)}. the budget`).signals).toEqual(['budget']);
    }
  });

  it('names only what the profile names, and each once', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('no', 'not', 'demo', 'budget', 'student', 'and', '.', 'x')), (words) => {
        const { signals, denied, disqualifiers } = find(words.join(' '));
        const names = [...signals, ...denied, ...disqualifiers];
        expect(new Set(names).size).toBe(names.length);
        expect([...DEFAULT_SCORING_PROFILE.buyingSignals, ...DEFAULT_SCORING_PROFILE.disqualifiers]).toEqual(
          expect.arrayContaining(names),
        );
      }),
    );
  });
});
