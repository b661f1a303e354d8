import { describe, expect, it } from 'vitest';
import { HttpSettings } from '../http/http.settings.js';
import { McpSettings } from './mcp.settings.js';
import { MessageReader } from './message-reader.service.js';

const reader = new MessageReader(new McpSettings(), new HttpSettings());
const MEBIBYTE = 1024 * 1024;

const request = (method: string, params?: unknown, id: unknown = 1) => ({ jsonrpc: '2.0', id, method, params });

describe('A message', () => {
  it.each([
    ['a request', request('tools/list', {})],
    ['a request without parameters', { jsonrpc: '2.0', id: 'a', method: 'ping' }],
    ['a notification', { jsonrpc: '2.0', method: 'notifications/initialized' }],
    ['a call', request('tools/call', { name: 'get_lead', arguments: { lead_id: 'x' }, _meta: { progressToken: 1 } })],
  ])('is read as it is: %s', (_what, message) => {
    expect(reader.read(message)).toEqual(message);
  });

  it('is read without members that JSON-RPC does not know', () => {
    expect(reader.read({ ...request('ping', {}), extra: 'x'.repeat(MEBIBYTE) })).toEqual(request('ping', {}));
  });

  it('may be a response, of which nothing is kept', () => {
    expect(reader.read({ jsonrpc: '2.0', id: 1, result: { text: 'x'.repeat(MEBIBYTE) } })).toEqual({ jsonrpc: '2.0' });
  });

  it('has parameters without nulls, and arguments as an object', () => {
    const read = (params: object, method = 'tools/call') => reader.read(request(method, params)).params;
    expect(read({ name: 'a', arguments: null, _meta: null })).toEqual({ name: 'a' });
    expect(read({ name: 'a', _meta: { progressToken: null } })).toEqual({ name: 'a', _meta: {} });
    expect(read({ name: 'a', arguments: '' })).toEqual({ name: 'a' });
    expect(read({ name: 'a', arguments: ' {"limit": 5}' })).toEqual({ name: 'a', arguments: { limit: 5 } });
    expect(read({ name: 'a', arguments: { limit: null } })).toEqual({ name: 'a', arguments: { limit: null } });
    expect(
      read({ name: 'a', arguments: { lead_id: 7, toolCallId: 'b', other: null, none: '' } }, 'prompts/get'),
    ).toEqual({
      name: 'a',
      arguments: { lead_id: '7' },
    });
  });
});

describe('A message is refused', () => {
  it.each<[what: string, message: unknown, errorCode: string, words: string]>([
    [
      'names in _meta that are very long',
      request('tools/list', { _meta: { capabilities: { ['x'.repeat(MEBIBYTE)]: 1 } } }),
      'VALIDATION_ERROR',
      'characters in names',
    ],
    ['a list', [request('ping')], 'BATCH_NOT_SUPPORTED', 'one JSON-RPC message at a time'],
    ['an empty list', [], 'BATCH_NOT_SUPPORTED', 'one JSON-RPC message at a time'],
    ['null', null, 'INVALID_MESSAGE', 'must be a JSON object'],
    ['a text', 'ping', 'INVALID_MESSAGE', 'must be a JSON object'],
    ['another version', { jsonrpc: '1.0', id: 1, method: 'ping' }, 'INVALID_MESSAGE', 'jsonrpc must be "2.0"'],
    ['no method', { jsonrpc: '2.0', id: 1 }, 'INVALID_MESSAGE', 'method must be'],
    ['a long method', request('x'.repeat(MEBIBYTE)), 'INVALID_MESSAGE', 'method must be'],
    ['an id of null', request('ping', {}, null), 'INVALID_MESSAGE', 'id must be'],
    ['a long id', request('ping', {}, 'x'.repeat(MEBIBYTE)), 'INVALID_MESSAGE', 'id must be'],
    ['an id that is no whole number', request('ping', {}, 1.5), 'INVALID_MESSAGE', 'id must be'],
    ['null as parameters', request('tools/list', null), 'VALIDATION_ERROR', 'params must be an object'],
    ['a list as parameters', request('tools/list', []), 'VALIDATION_ERROR', 'params must be an object'],
    ['a text as _meta', request('tools/list', { _meta: 'x' }), 'VALIDATION_ERROR', 'params._meta must be an object'],
    ['a call of nothing', request('tools/call', {}), 'VALIDATION_ERROR', 'params.name is required'],
    ['a call without parameters', request('tools/call'), 'VALIDATION_ERROR', 'params.name is required'],
    ['a name that every object has', request('tools/call', { name: 'constructor' }), 'VALIDATION_ERROR', 'names none'],
    ['a long name', request('tools/call', { name: 'x'.repeat(2_000) }), 'VALIDATION_ERROR', 'params.name must be'],
    ['a list of arguments', request('tools/call', { name: 'a', arguments: [] }), 'VALIDATION_ERROR', 'an object'],
    ['a resource without its address', request('resources/read', {}), 'VALIDATION_ERROR', 'params.uri is required'],
    ['a number as address', request('resources/read', { uri: 7 }), 'VALIDATION_ERROR', 'params.uri must be a text'],
    ['a prompt without a name', request('prompts/get', {}), 'VALIDATION_ERROR', 'params.name is required'],
    [
      'a prompt with an object as argument',
      request('prompts/get', { name: 'a', arguments: { lead_id: {} } }),
      'VALIDATION_ERROR',
      'lead_id is none',
    ],
    [
      'a prompt with many arguments',
      request('prompts/get', {
        name: 'a',
        arguments: Object.fromEntries(Array.from({ length: 900 }, (_, n) => [`a${n}`, 'x'])),
      }),
      'VALIDATION_ERROR',
      'at most 20',
    ],
    [
      'a long address',
      request('resources/read', { uri: `lead://${'x'.repeat(MEBIBYTE)}` }),
      'VALIDATION_ERROR',
      'characters',
    ],
    [
      'thousands of icons',
      request('tools/list', {
        _meta: { 'io.modelcontextprotocol/clientInfo': { icons: Array(8_000).fill({ src: 1 }) } },
      }),
      'VALIDATION_ERROR',
      'at most 1000 values',
    ],
    ['long keys', request('ping', { ['x'.repeat(MEBIBYTE)]: 1 }), 'VALIDATION_ERROR', 'characters'],
    [
      'a long token',
      request('tools/list', { _meta: { progressToken: 'x'.repeat(MEBIBYTE) } }),
      'VALIDATION_ERROR',
      'progressToken',
    ],
    [
      'a long revision',
      request('tools/list', { _meta: { 'io.modelcontextprotocol/protocolVersion': 'x'.repeat(MEBIBYTE) } }),
      'VALIDATION_ERROR',
      'protocol version',
    ],
  ])('for %s, shortly and in words', (_what, message, errorCode, words) => {
    const refused = () => reader.read(message);
    expect(refused).toThrow(expect.objectContaining({ errorCode, message: expect.stringContaining(words) }));
    const error = (() => {
      try {
        return refused();
      } catch (thrown) {
        return thrown;
      }
    })() as { message: string; details: object };
    expect(JSON.stringify([error.message, error.details]).length).toBeLessThan(2_000);
  });
});

describe('A line', () => {
  it.each([
    ['\uFEFF{}', 'byte order mark'],
    ['{"a":1,"a":2}', 'a key twice'],
    ['{', 'not valid JSON'],
    [`[${'['.repeat(100)}`, 'nests deeper'],
  ])('%j is refused: %s', (line, words) => {
    expect(() => reader.parse(Buffer.from(line))).toThrow(words);
  });
});
