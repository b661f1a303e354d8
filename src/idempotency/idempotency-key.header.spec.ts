import { describe, expect, it } from 'vitest';
import type { FastifyRequest } from 'fastify';
import { fingerprintOf, hashOfKey, readIdempotencyKey } from './idempotency-key.header.js';

function requestWith(...values: string[]) {
  const headers = values.length === 0 ? {} : { 'idempotency-key': values.join(', ') };
  const raw = { headersDistinct: { 'idempotency-key': values } };
  return { headers, raw } as unknown as FastifyRequest;
}

describe('readIdempotencyKey', () => {
  it.each(['a', 'a'.repeat(255), '6c5d7a3e-9d2a-4c1e-8a4b-5f6c7d8e9f00', '"quoted, with spaces"', '~'])(
    'takes %j',
    (key) => {
      expect(readIdempotencyKey(requestWith(key))).toBe(key);
    },
  );

  it('is undefined without the header', () => {
    expect(readIdempotencyKey(requestWith())).toBeUndefined();
  });

  it.each([
    ['', 'text'],
    ['a'.repeat(256), 'max_length'],
    ['a\tb', 'text'],
    ['a\x7f', 'text'],
    ['caf\xe9', 'text'],
  ])('refuses %j by the rule %s', (key, rule) => {
    expect(() => readIdempotencyKey(requestWith(key))).toThrow(
      expect.objectContaining({
        errorCode: 'VALIDATION_ERROR',
        details: { errors: [expect.objectContaining({ field: 'Idempotency-Key', rule })] },
      }),
    );
  });

  it('refuses two, even two of the same', () => {
    expect(() => readIdempotencyKey(requestWith('a', 'a'))).toThrow('must be sent once');
  });
});

describe('fingerprintOf', () => {
  const request = { method: 'POST', url: '/api/v1/leads', body: { company_name: 'Acme' } } as FastifyRequest;

  it('is the same for the same request, and has 32 bytes', () => {
    const again = { ...request, body: { company_name: 'Acme' } } as FastifyRequest;
    expect(fingerprintOf(request)).toEqual(fingerprintOf(again));
    expect(fingerprintOf(request)).toHaveLength(32);
  });

  it.each([
    { method: 'PUT' },
    { url: '/api/v1/leads?' },
    { url: '/api/v1/leads/qualify' },
    { body: { company_name: 'Acme ' } },
    { body: {} },
    { body: undefined },
  ])('differs with %j', (change) => {
    const other = { ...request, ...change } as FastifyRequest;
    expect(fingerprintOf(other)).not.toEqual(fingerprintOf(request));
  });
});

describe('the stored form of an idempotency key', () => {
  const stored = (key: string, lineageId: string | null) => hashOfKey(key, { lineageId });

  it('is the same for all API keys of one chain of rotations, and another for every other caller', () => {
    expect(stored('crm-4711', 'first')).toEqual(stored('crm-4711', 'first'));
    for (const other of [stored('crm-4711', 'another'), stored('crm-4711', null), stored('crm-4712', 'first')]) {
      expect(other).not.toEqual(stored('crm-4711', 'first'));
    }
  });
});
