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

  it.each<[string, string[], string[]]>([
    ['Budget: none so far', [], []],
    ['Budget: no issue', ['budget'], []],
    ['zero budget', [], ['no budget']],
    ['do_not_call', [], ['do not call']],
    ['expired trial', [], []],
    ['Demo-Termin am Montag', ['demo'], []],
    ['Pilotprojekt startet, end of Q2', ['this quarter', 'trial'], []],
    ['expansion plans cancelled', [], []],
    ['raised their prices', [], []],
    ['non ha budget', [], ['no budget']],
    ['no budget problem', ['budget'], []],
    ['no budget issue', ['budget'], []],
    ['no budget constraints', ['budget'], []],
    ['budget is not a problem', ['budget'], []],
    ["budget isn't an issue", ['budget'], []],
    ['no problem with budget', ['budget'], []],
    ['no budget until Q3, wants a demo now', ['demo'], []],
    ['no budget yet', [], []],
    ['No budget for now', [], []],
    ['currently no budget', [], []],
    ['Budget: 0', [], []],
    ['Budget: n/a', [], []],
    ['Budget: none', [], []],
    ['Budget: €0', [], []],
    ['Budget: $50k', ['budget'], []],
    ['Budget: 50,000 EUR', ['budget'], []],
    ['Budget: yes', ['budget'], []],
    ['budget was cut', [], []],
    ['budget has been cut', [], []],
    ['Their budget got slashed', [], []],
    ['declined demo', [], []],
    ['declined the second demo', [], []],
    ['cancelled the demo', [], []],
    ['demo cancelled', [], []],
    ['demo no-show', [], []],
    ['no-show for demo', [], []],
    ["didn't show up for the demo", [], []],
    ['lost to Salesforce', [], []],
    ['price is too high', [], []],
    ['pricing too expensive', [], []],
    ['hiring manager', [], []],
    ['Spoke to the hiring manager about pricing', ['pricing'], []],
    ['stopped hiring', [], []],
    ['hiring freeze', [], []],
    ['issued an RFP', ['RFP'], []],
    ['sent us an RFP last week', ['RFP'], []],
    ['asked for a quote', ['quote'], []],
    ['requested a quotation', ['pricing'], []],
    ['started a trial', ['trial'], []],
    ['free trial user', ['trial'], []],
    ['running a POC', ['proof of concept'], []],
    ['wants a proof of concept', ['proof of concept'], []],
    ['ready to buy', ['ready to buy'], []],
    ['they raised $20M', ['funding'], []],
    ['Raised a $5 million Series A', ['funding'], []],
    ['raised concerns about security', [], []],
    ['raised 3 issues', [], []],
    ['expansion into APAC', ['expanding'], []],
    ['planning expansion', ['expanding'], []],
    ['next quarter', ['next quarter'], []],
    ['wants to start in Q4', ['this quarter'], []],
    ['met at SaaStr, left voicemail', [], []],
    ['clinical trial company', [], []],
    ['not only a demo', ['demo'], []],
    ['non-profit, wants demo', ['demo'], []],
    ['non-profit demo', ['demo'], []],
    ['SEM budget approved', ['budget'], []],
    ['no demo wanted', [], []],
    ['does not want a demo', [], []],
    ['did not answer and wants a demo', ['demo'], []],
    ['Not sure about the budget', [], []],
    ['no questions about pricing', ['pricing'], []],
    ['instead of a demo', [], []],
    ['out of budget', [], []],
    ['over budget', [], []],
    ['no response since the demo', ['demo'], []],
    ['stock price fell', [], []],
    ['interested, not now', [], []],
    ['not interested right now', [], []],
    ['not interested yet', [], []],
    ['has no budget', [], ['no budget']],
    ['demo is scheduled for Monday', ['demo'], []],
    ['Demo scheduled, no objections', ['demo'], []],
    ['No demo needed, ready to sign', ['ready to buy'], []],
    ['budget not confirmed', [], []],
    ['budget is confirmed', ['budget'], []],
    ['no budget concerns, wants pricing', ['budget', 'pricing'], []],
    ['pricing is not an issue', ['pricing'], []],
    ['price is not a problem', ['pricing'], []],
    ['never had a budget', [], []],
    ['without budget', [], []],
    ['hiring is on hold', [], []],
    ['expanding is not planned', [], []],
    ['Asked us for pricing and a quote by Friday', ['pricing', 'quote'], []],
    ['evaluates three tools', ['evaluating'], []],
    ['They will evaluate in the new year', ['evaluating'], []],
    ['Looking for demo next week', ['demo'], []],
    ["can't do a demo", [], []],
    ["won't need a demo", [], []],
    ['The demo did not happen', [], []],
    ['demo never took place', [], []],
    ['they passed on the demo', [], []],
    ['turned down our demo', [], []],
    ['budget exhausted', [], []],
    ['budget frozen until January', [], []],
    ['budget on hold', [], []],
    ['hiring paused', [], []],
    ['They are no longer hiring', [], []],
    ['funding fell through', [], []],
    ['lost their funding', [], []],
    ['Budget - none', [], []],
    ['Budget = 0', [], []],
    ['Budget: no', [], []],
    ['Budget: unknown', [], []],
    ['Budget: none yet', [], []],
    ['no money this year', [], []],
    ['no budget this year', [], []],
    ['Interested, wants to buy', ['ready to buy'], []],
    ['Wants to see a demo before buying', ['demo'], []],
    ['Pricing request via website', ['pricing'], []],
    ['Not ready to buy', [], []],
    ['not hiring', [], []],
    ['We closed our seed round', ['funding'], []],
    ['secured €12m', ['funding'], []],
    ['raised USD 20 million', ['funding'], []],
    ['raised 20 million dollars', ['funding'], []],
    ['Raised 20M in Series B', ['funding'], []],
    ['price is right', ['pricing'], []],
    ['no pricing issues', ['pricing'], []],
    ["pricing isn't a problem at all", ['pricing'], []],
    ["We don't see a problem with the budget", ['budget'], []],
    ['There is no issue with budget', ['budget'], []],
    ['Budget sign-off is not a concern', ['budget'], []],
    ['Evaluation postponed', [], []],
    ['evaluation ended', [], []],
    ['Trial expired', [], []],
    ['trial cancelled', [], []],
    ['clinical trials', [], []],
    ['the POC is Jane', [], []],
    ['POC: Jane Doe', [], []],
    ['Hiring manager: Tom', [], []],
  ])('%j shows %j and is disqualified by %j', (notes, signals, disqualifiers) => {
    const found = find(notes);
    expect([...found.signals].sort()).toEqual([...signals].sort());
    expect(found.disqualifiers).toEqual(disqualifiers);
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
