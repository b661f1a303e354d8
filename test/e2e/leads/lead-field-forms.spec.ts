import { describe, expect, it } from 'vitest';
import { useFieldChecks } from '../../support/field-checks.js';
import { brokenRules } from '../../support/failure.js';

const { service, create, expectInvalid } = useFieldChecks();

describe('forms', () => {
  it.each([
    'https://acme.example',
    'HTTP://ACME.example/x?y=z#w',
    'http://localhost:8080',
    'https://b\u00fccher.example/\u00fc',
  ])('%s is a website', async (company_website) => {
    expect((await create({ company_website })).body).toMatchObject({ company_website });
  });

  it.each([
    'acme',
    'ftp://acme.example',
    'javascript:alert(1)',
    'https://acme.example/a b',
    'dana@acme.example',
    'data:text/html,x',
    'https://acme.example\u00a0x',
  ])('%s is no website', async (company_website) => {
    const { status, body } = await create({ company_website });
    expect(status).toBe(422);
    expect(new Set(brokenRules(body).map((rule) => rule.split(':')[0]))).toEqual(new Set(['company_website']));
  });

  it.each([
    ['acme.example', 'https://acme.example'],
    ['www.acme.example/x', 'https://www.acme.example/x'],
    ['//acme.example', 'https://acme.example'],
    ['http:/acme.example', 'http://acme.example'],
    ['http://https://acme.example', 'https://acme.example'],
  ])('the website %s is stored as %s', async (company_website, stored) => {
    expect((await create({ company_website })).body).toMatchObject({ company_website: stored });
  });

  it.each([
    ['Dana Reyes <dana@acme.example>', 'dana@acme.example'],
    ['mailto:dana@acme.example', 'dana@acme.example'],
  ])('the e-mail address in %s is %s', async (contact_email, stored) => {
    expect((await create({ contact_email })).body).toMatchObject({ contact_email: stored });
  });

  it('further addresses of a field are kept in additional_data, beside what is there', async () => {
    const { body } = await create({
      ...{ contact_email: 'a@x.example; b@x.example', company_website: 'x.example, y.example' },
      additional_data: { color: 'red' },
    });
    expect(body).toMatchObject({
      ...{ contact_email: 'a@x.example', company_website: 'https://x.example' },
      additional_data: {
        ...{ color: 'red', other_contact_emails: ['b@x.example'], other_company_websites: ['https://y.example'] },
      },
    });
  });

  it('what cannot be read is named once, with its beginning', async () => {
    const { body } = await create({ contact_email: `dana${'x'.repeat(100)}`, company_website: 'acme' });
    expect(body.details.errors).toEqual([
      { field: 'company_website', rule: 'is_url', message: 'company_website must be an http or https URL, not "acme"' },
      {
        ...{ field: 'contact_email', rule: 'is_email' },
        message: `contact_email must be an e-mail address, not "dana${'x'.repeat(36)}..."`,
      },
    ]);
  });

  it.each([
    'dana@acme.example',
    "o'neil+tag@sub.acme.example",
    '\u00fcmit@b\u00fccher.example',
    '"quoted"@acme.example',
  ])('%s is an e-mail address', async (contact_email) => {
    expect((await create({ contact_email })).body).toMatchObject({ contact_email });
  });

  it.each([
    'dana',
    'dana@',
    '@acme.example',
    'dana@acme',
    'a@b@c.example',
    'da na@acme.example',
    '"a b"@acme.example',
    'a@b..example',
  ])('%s is no e-mail address', async (contact_email) => {
    const { status, body } = await create({ contact_email });
    expect(status).toBe(422);
    expect(new Set(brokenRules(body).map((rule) => rule.split(':')[0]))).toEqual(new Set(['contact_email']));
  });

  it.each([
    ['DE', 'DE'],
    ['de', 'DE'],
    ['DEU', 'DE'],
    ['deu', 'DE'],
    ['Germany', 'DE'],
    [' gErMaNy ', 'DE'],
    ['United States', 'US'],
    ['United States of America', 'US'],
    ['USA', 'US'],
    ['uk', 'GB'],
    ['Deutschland', 'DE'],
    ['Espa\u00f1a', 'ES'],
    ['Germany (DE)', 'DE'],
    ['NA', 'NA'],
    ["C\u00f4te d'Ivoire", 'CI'],
    ['Saint Vincent and the Grenadines', 'VC'],
  ])('country %j is stored as %s', async (country, stored) => {
    expect((await create({ country })).body).toMatchObject({ country: stored });
  });

  it.each(['XX', 'DEUT', 'Atlantis', 'D', '\u0000', 'Germany (FR)'])('%j is no country', async (country) => {
    await expectInvalid({ country }, ['country: country']);
  });

  it.each(['https://www.linkedin.com/in/dana-reyes', 'HTTP://linkedin.com/in/x?a=b'])(
    '%s is a LinkedIn page',
    async (url) => {
      expect((await create({ contact_linkedin_url: url })).body).toMatchObject({ contact_linkedin_url: url });
    },
  );

  it.each(['dana reyes', 'javascript:alert(1)', `https://linkedin.com/${'x'.repeat(500)}`])(
    '%s is no LinkedIn page',
    async (contact_linkedin_url) => {
      const { status, body } = await create({ contact_linkedin_url });
      expect(status).toBe(422);
      expect(new Set(brokenRules(body).map((rule) => rule.split(':')[0]))).toEqual(new Set(['contact_linkedin_url']));
    },
  );

  it('additional_data is an object of at most 16 KB as compact JSON, counted in bytes', async () => {
    const ofBytes = (bytes: number) => ({ a: `${'\u00fc'.repeat(5)}${'x'.repeat(bytes - 18)}` });
    expect(Buffer.byteLength(JSON.stringify(ofBytes(16_384)))).toBe(16_384);
    const created = await create({ additional_data: ofBytes(16_384) });
    expect(created.body.additional_data).toEqual(ofBytes(16_384));
    await service.database.query('DELETE FROM leads');
    await expectInvalid({ additional_data: ofBytes(16_385) }, ['additional_data: json_object']);
  });

  it('additional_data comes back as it was given', async () => {
    const data = {
      a: [1, -2.5, 1e300, null, true, { b: '' }],
      '': {},
      '\u{1F600}': '\u2028',
      date: '2026-01-01',
      1: 'x',
    };
    expect((await create({ additional_data: data })).body.additional_data).toEqual(data);
  });
});
