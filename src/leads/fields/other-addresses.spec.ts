import { describe, expect, it } from 'vitest';
import { withOtherAddresses } from './other-addresses.js';

describe('additional_data', () => {
  const several = { contact_email: 'a@x.example; b@x.example' };

  it('gets what a field holds besides its first address', () => {
    expect(
      withOtherAddresses({
        ...several,
        company_website: 'x.example (old: y.example)',
        contact_linkedin_url: 'in/a, in/b',
        contact_phone: '+49 30 1234567 / +49 30 7654321 / +49 171 123456789',
        industry: 'Retail',
      }).additional_data,
    ).toEqual({
      other_contact_emails: ['b@x.example'],
      other_company_websites: ['https://y.example'],
      company_website_text: 'x.example (old: y.example)',
      other_contact_phones: ['+49 30 7654321', '+49 171 123456789'],
      other_contact_linkedin_urls: ['https://www.linkedin.com/in/b'],
    });
  });

  it.each<[unknown, unknown]>([
    [undefined, { other_contact_emails: ['b@x.example'] }],
    [null, { other_contact_emails: ['b@x.example'] }],
    ['n/a', { other_contact_emails: ['b@x.example'] }],
    ['', { other_contact_emails: ['b@x.example'] }],
    [{ color: 'red' }, { color: 'red', other_contact_emails: ['b@x.example'] }],
    [{ other_contact_emails: ['c@x.example'] }, { other_contact_emails: ['c@x.example', 'b@x.example'] }],
    [{ other_contact_emails: ['b@x.example'] }, { other_contact_emails: ['b@x.example'] }],
    [{ other_contact_emails: 'c@x.example' }, { other_contact_emails: ['c@x.example', 'b@x.example'] }],
  ])('keeps what is there: %j becomes %j', (given, kept) => {
    const input = { ...several, additional_data: given };
    expect(withOtherAddresses(input).additional_data).toEqual(kept);
    expect(input.additional_data).toBe(given);
  });

  it.each<[unknown]>([['text'], [7], [[]]])('is left for its rule to refuse where it is %j', (given) => {
    expect(withOtherAddresses({ ...several, additional_data: given }).additional_data).toBe(given);
  });

  it('stays as it is where each field holds one address', () => {
    const input = {
      contact_email: 'Jane <a@x.example>',
      company_website: 'x.example',
      notes: 'a@x.example; b@x.example',
    };
    expect(withOtherAddresses(input)).toBe(input);
  });
});
