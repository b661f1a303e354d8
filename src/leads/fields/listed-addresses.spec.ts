import { describe, expect, it } from 'vitest';
import { withListedAddresses } from './listed-addresses.js';

describe('Fields with lists of addresses', () => {
  it.each<[unknown, unknown]>([
    [['a@x.example', 'b@x.example'], 'a@x.example; b@x.example'],
    [[{ label: 'work', value: 'a@x.example', primary: true }], 'a@x.example'],
    [[{ value: 'a@x.example' }, { value: 'b@x.example', primary: true }], 'b@x.example; a@x.example'],
    [{ url: 'https://x.example', text: 'X' }, 'https://x.example'],
    ['[{"VALUE":"+49 30 12345","VALUE_TYPE":"WORK"}]', '+49 30 12345'],
    ['[{"email":"a@x.example","type":"office"},{"email":"b@x.example"}]', 'a@x.example; b@x.example'],
    ['{"url":"https://x.example","text":"X"}', 'https://x.example'],
    [[{ value: '', primary: true }], null],
    [{ address: 'a@x.example', category: 'work' }, 'a@x.example'],
    [{ primaryEmail: 'a@x.example', additionalEmails: ['b@x.example'] }, 'a@x.example; b@x.example'],
    [
      { primaryLinkUrl: 'x.example', primaryLinkLabel: '', secondaryLinks: [{ url: 'y.example' }] },
      'x.example; y.example',
    ],
    [{ primaryPhoneNumber: '3012345', primaryPhoneCallingCode: '+49', additionalPhones: null }, '+49 3012345'],
    [{ primaryEmail: '', additionalEmails: [] }, null],
  ])('%j are read as %j', (given, read) => {
    expect(withListedAddresses({ contact_email: given }).contact_email).toEqual(read);
  });

  it.each([
    [[1]],
    [[['a@x.example']]],
    [{ label: 'work' }],
    ['[{"value":'],
    [Array(21).fill('a@x.example')],
    [[null]],
    [[]],
    [['a']],
    [{}],
  ])('%j are left for their rule to refuse', (given) => {
    const input = { contact_email: given };
    expect(withListedAddresses(input)).toBe(input);
  });

  it('are only those of addresses', () => {
    const input = { notes: ['a'], industry: '[{"value":"Retail"}]', contact_email: 'a@x.example' };
    expect(withListedAddresses(input)).toBe(input);
  });
});
