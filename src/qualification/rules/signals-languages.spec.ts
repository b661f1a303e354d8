import { describe, expect, it } from 'vitest';
import { DEFAULT_SCORING_PROFILE } from '../profile/scoring-profile.js';
import { findSignals } from './signals.js';

const find = (notes: string) => findSignals(notes, DEFAULT_SCORING_PROFILE);

describe('findSignals', () => {
  it.each<[string, string[], string[]]>([
    ['Demo-Termin nicht wahrgenommen', [], []],
    ['kein Budget', [], ['no budget']],
    ['pas de budget', [], ['no budget']],
    ['sin presupuesto', [], ['no budget']],
    ['nicht nur eine Demo', ['demo'], []],
    ['keine Demo gewünscht', [], []],
    ['möchte eine Demo, Budget vorhanden', ['demo', 'budget'], []],
    ['Budget nicht vorhanden', [], []],
    ['Budget wurde gestrichen', [], []],
    ['intéressé par une démo', ['demo'], []],
    ['pas intéressé', [], ['not interested']],
    ['no tiene presupuesto', [], ['no budget']],
    ['no interesado', [], ['not interested']],
    ['quiere una demo', ['demo'], []],
    ['não tem interesse', [], ['not interested']],
    ['sem orçamento', [], ['no budget']],
    ['non interessato', [], ['not interested']],
    ['geen budget', [], ['no budget']],
    ['geen interesse', [], ['not interested']],
    ['ej intresserad', [], ['not interested']],
    ['kein Interesse', [], ['not interested']],
    ['nicht interessiert', [], ['not interested']],
    ['kein Budgetproblem', [], []],
    ['kein Problem mit dem Budget', ['budget'], []],
    ['pas de problème de budget', ['budget'], []],
    ['Budget ist kein Problem', ['budget'], []],
    ['noch kein Budget', [], []],
    ['pas encore de budget', [], []],
    ['no hay presupuesto', [], ['no budget']],
    ['aún no hay presupuesto', [], []],
    ['nessun budget', [], ['no budget']],
    ['bitte nicht anrufen', [], ['do not call']],
    ['falsche Nummer', [], ['wrong number']],
    ['Rückruf im Mai, Demo gewünscht', ['demo'], []],
    ['demo im Mai', ['demo'], []],
    ['ehemaliger Student', [], []],
    ['ancien étudiant', [], []],
  ])('%j shows %j and is disqualified by %j', (notes, signals, disqualifiers) => {
    const found = find(notes);
    expect([...found.signals].sort()).toEqual([...signals].sort());
    expect(found.disqualifiers).toEqual(disqualifiers);
  });
});
