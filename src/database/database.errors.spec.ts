import { describe, expect, it } from 'vitest';
import { ResourceNotFoundError } from '../errors/request.errors.js';
import { isSetupFault, sqlStateOf, toDatabaseError } from './database.errors.js';

describe('toDatabaseError', () => {
  it.each([
    [new Error('Connection terminated unexpectedly'), 'DATABASE_CONNECTION_ERROR'],
    [new Error('Query read timeout'), 'DATABASE_CONNECTION_ERROR'],
    [{ code: 'ECONNREFUSED' }, 'DATABASE_CONNECTION_ERROR'],
    [{ code: 'EPIPE' }, 'DATABASE_CONNECTION_ERROR'],
    [{ code: '08006' }, 'DATABASE_CONNECTION_ERROR'],
    [{ code: '57P01' }, 'DATABASE_CONNECTION_ERROR'],
    [{ code: '53300' }, 'DATABASE_POOL_EXHAUSTED'],
    [{ code: '53100' }, 'DATABASE_OUT_OF_RESOURCES'],
    [{ code: '25006' }, 'DATABASE_READ_ONLY'],
    [{ code: '57014' }, 'DATABASE_TIMEOUT'],
    [{ code: '55P03' }, 'DATABASE_TIMEOUT'],
    [{ code: '25P04' }, 'DATABASE_TIMEOUT'],
    [{ code: '42601' }, 'DATABASE_QUERY_ERROR'],
    [{ code: '23505', constraint: 'ux' }, 'DATABASE_QUERY_ERROR'],
    [new TypeError('Converting circular structure to JSON'), 'DATABASE_QUERY_ERROR'],
  ])('translates %o into %s', (error, errorCode) => {
    expect(toDatabaseError(error)).toMatchObject({ errorCode, cause: error });
  });

  it('returns our own errors unchanged', () => {
    const error = new ResourceNotFoundError('/nowhere');
    expect(toDatabaseError(error)).toBe(error);
  });
});

it.each([
  ['P0001', 'P0001'],
  ['EPIPE', undefined],
  ['ECONNRESET', undefined],
  [7, undefined],
])('reads the SQLSTATE of %o as %o', (code, state) => {
  expect(sqlStateOf({ code })).toBe(state);
});

it.each([
  ['28P01', true],
  ['28000', true],
  ['3D000', true],
  ['57P03', false],
  ['ECONNREFUSED', false],
])('treats %s as a setup fault: %o', (code, expected) => {
  expect(isSetupFault({ code })).toBe(expected);
});
