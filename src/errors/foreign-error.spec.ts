import { HttpException } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { toSalesAgentError } from './foreign-error.js';
import { MalformedRequestError } from './request.errors.js';

const withCode = (code: string) => Object.assign(new Error('inner detail'), { code });

describe('toSalesAgentError', () => {
  it('returns our own errors unchanged', () => {
    const error = new MalformedRequestError('no');
    expect(toSalesAgentError(error)).toBe(error);
  });

  it.each([
    ['FST_ERR_CTP_BODY_TOO_LARGE', 'REQUEST_TOO_LARGE'],
    ['FST_ERR_CTP_INVALID_MEDIA_TYPE', 'UNSUPPORTED_MEDIA_TYPE'],
    ['FST_ERR_BAD_URL', 'MALFORMED_REQUEST'],
    ['FST_ERR_REOPENED_CLOSE_SERVER', 'SERVICE_UNAVAILABLE'],
    ['HPE_HEADER_OVERFLOW', 'HEADERS_TOO_LARGE'],
    ['HPE_INVALID_METHOD', 'MALFORMED_REQUEST'],
    ['ERR_HTTP_REQUEST_TIMEOUT', 'REQUEST_TIMEOUT'],
  ])('translates %s, also as the cause of an HttpException', (code, errorCode) => {
    const bare = toSalesAgentError(withCode(code));
    const wrapped = toSalesAgentError(new HttpException('inner detail', 400, { cause: withCode(code) }));
    expect([bare.errorCode, wrapped.errorCode]).toEqual([errorCode, errorCode]);
    expect(bare.message).not.toContain('inner detail');
  });

  it.each<[number, object, string]>([
    [400, { code: 'FST_ERR_SOMETHING_NEW' }, 'MALFORMED_REQUEST'],
    [415, { code: 'FST_ERR_SOMETHING_NEW' }, 'UNSUPPORTED_MEDIA_TYPE'],
    [416, { expose: true }, 'MALFORMED_REQUEST'],
    [404, { expose: true }, 'RESOURCE_NOT_FOUND'],
    [500, { code: 'FST_ERR_SOMETHING_NEW' }, 'INTERNAL_ERROR'],
    [404, { code: 'UPSTREAM' }, 'INTERNAL_ERROR'],
    [400, {}, 'INTERNAL_ERROR'],
  ])('takes the status %i of an error with %j for what it is', (statusCode, facts, errorCode) => {
    const error = toSalesAgentError(Object.assign(new Error('inner detail'), { statusCode }, facts));
    expect(error.errorCode).toBe(errorCode);
    expect(error.message).not.toContain('inner detail');
  });

  it('treats a connection that broke within a body as a malformed request, and no other broken connection', () => {
    const gone = Object.assign(withCode('ECONNRESET'), { statusCode: 400 });
    expect(toSalesAgentError(gone).errorCode).toBe('MALFORMED_REQUEST');
    expect(toSalesAgentError(withCode('ECONNRESET')).errorCode).toBe('INTERNAL_ERROR');
  });

  it.each([[undefined], [null], ['text'], [{ code: 7 }], [new Error('inner detail')], [withCode('EPIPE')]])(
    'takes %o for a fault of ours, and keeps it as the cause alone',
    (thrown) => {
      const error = toSalesAgentError(thrown);
      expect(error).toMatchObject({ errorCode: 'INTERNAL_ERROR', details: {} });
      expect(error.cause).toBe(thrown);
      expect(error.message).not.toContain('inner detail');
    },
  );

  it.each([403, 404])('translates an HttpException of status %d into RESOURCE_NOT_FOUND', (status) => {
    const error = toSalesAgentError(new HttpException('inner detail', status), '/x');
    expect(error).toMatchObject({ errorCode: 'RESOURCE_NOT_FOUND', details: { path: '/x' } });
  });
});
