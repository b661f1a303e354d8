import { describe, expect, it } from 'vitest';
import { areRelated, emailDomain, registeredDomain, websiteDomain } from './domain.js';

describe('websiteDomain', () => {
  it.each<[string, string | null]>([
    ['https://www.Acme.com/about', 'acme.com'],
    ['acme.com', 'acme.com'],
    ['http://eu.acme.co.uk:8080', 'eu.acme.co.uk'],
    ['müller.de', 'xn--mller-kva.de'],
    ['coming soon', null],
    ['localhost', null],
    ['ftp://acme.com', null],
    ['', null],
    [`${'a'.repeat(100_000)}.com`, null],
  ])('%j is at %j', (website, domain) => {
    expect(websiteDomain(website)).toBe(domain);
  });
});

describe('emailDomain', () => {
  it.each<[string, string | null]>([
    ['jane@Acme.com', 'acme.com'],
    ['jane@müller.de', 'xn--mller-kva.de'],
    ['"a@b"@acme.com', 'acme.com'],
    ['jane', null],
    ['@acme.com', null],
    ['jane@', null],
    ['jane@acme', null],
    ['jane@acme.com/x', null],
    ['@'.repeat(100_000), null],
  ])('%j is at %j', (email, domain) => {
    expect(emailDomain(email)).toBe(domain);
  });
});

describe('registeredDomain', () => {
  it.each<[string, string | null]>([
    ['mail.acme.co.uk', 'acme.co.uk'],
    ['acme.com', 'acme.com'],
    ['acme.github.io', 'acme.github.io'],
    ['co.uk', null],
    ['github.io', null],
    ['com.br', null],
  ])('of %j the registered part is %j', (domain, owned) => {
    expect(registeredDomain(domain)).toBe(owned);
  });
});

describe('areRelated', () => {
  it('knows subdomains, and that an ending alone is none', () => {
    expect(areRelated('acme.com', 'acme.com')).toBe(true);
    expect(areRelated('eu.acme.com', 'acme.com')).toBe(true);
    expect(areRelated('acme.com', 'eu.acme.com')).toBe(true);
    expect(areRelated('mail.acme.com', 'shop.acme.com')).toBe(true);
    expect(areRelated('notacme.com', 'acme.com')).toBe(false);
    expect(areRelated('one.github.io', 'two.github.io')).toBe(false);
    expect(areRelated('co.uk', 'acme.co.uk')).toBe(false);
  });
});
