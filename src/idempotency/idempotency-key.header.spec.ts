import { describe, expect, it } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import { OPEN_CALLER } from '../access/caller.js';
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
  const caller = { ...OPEN_CALLER, keyId: '01980f7e-9d2a-7c1e-8a4b-5f6c7d8e9f00', lineageId: 'first' };

  it('is the same for an API key and its successors, and another for every other caller', () => {
    const mine = hashOfKey('crm-4711', caller);
    expect(hashOfKey('crm-4711', { ...caller, keyId: '01980f7e-9d2a-7c1e-8a4b-5f6c7d8e9f01' })).toEqual(mine);
    expect(hashOfKey('crm-4711', { ...caller, lineageId: 'another' })).not.toEqual(mine);
    expect(hashOfKey('crm-4711', OPEN_CALLER)).not.toEqual(mine);
    expect(hashOfKey('crm-4712', caller)).not.toEqual(mine);
  });
});
