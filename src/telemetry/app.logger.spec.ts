import { describe, expect, it } from '@jest/globals';
import { describeError } from './app.logger.js';

describe('describeError', () => {
  it('tells what went wrong and leaves out the data it went wrong with', () => {
    const refused = Object.assign(new Error('new row violates check constraint'), {
      code: '23514',
      constraint: 'ck_leads_score',
      detail: 'Failing row contains (dana.reyes@acme.example)',
      parameters: ['dana.reyes@acme.example'],
      query: 'INSERT INTO leads',
    });
    const described = describeError(new Error('The database refused a statement', { cause: refused }));
    expect(described).toMatchObject({ cause: { code: '23514', constraint: 'ck_leads_score' } });
    expect(JSON.stringify(described)).not.toContain('dana.reyes');
  });

  it('takes whatever was thrown', () => {
    expect(describeError('broken')).toEqual({ message: 'broken' });
    expect(describeError(undefined)).toEqual({ message: undefined });
  });
});
