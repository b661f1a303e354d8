import { describe, expect, it } from 'vitest';
import { useLeadSearches } from '../../support/lead-searches.js';

const { store, found } = useLeadSearches();

describe('A search finds a phone number as people write it', () => {
  const WAYS = [
    '+49 30 1234567',
    '0049 30 1234567',
    '030 1234567',
    '0301234567',
    '(030) 123-45 67',
    '1234567',
    '030/1234567',
  ];

  it.each([
    '+49 30 1234567',
    '+49 (0)30 / 123 45 67',
    '0049301234567',
    '030-1234567',
    '(030) 1234567',
    '+４９ ３０ 1234567',
  ])('%s', async (contact_phone) => {
    await store({ contact_phone });
    for (const term of WAYS) expect([term, await found(term)]).toEqual([term, ['Acme']]);
    expect(await found('acme 030 1234567')).toEqual(['Acme']);
    expect(await found('+49 30 7654321')).toEqual([]);
    expect(await found('other 030 1234567')).toEqual([]);
  });

  it.each([
    ['+1 (555) 010-0199', '555-010-0199', '1-555-010-0199', '555 0100199'],
    ['+7 495 123-45-67', '8 (495) 123-45-67', '495 1234567'],
    ['+39 06 1234 5678', '06 12345678', '0039 06 12345678'],
  ])('%s, by others', async (contact_phone, ...terms) => {
    await store({ contact_phone });
    for (const term of terms) expect([term, await found(term)]).toEqual([term, ['Acme']]);
  });

  it('but takes no number of another field for one', async () => {
    await store({ external_id: '9-301234567' });
    expect(await found('030 1234567')).toEqual([]);
    expect(await found('9-301234567')).toEqual(['Acme']);
  });
});
