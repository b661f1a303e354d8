import fc from 'fast-check';
import type { DescribedOperation } from './operations.js';

/** A request as it goes over the wire. */
export interface HostileRequest {
  start: string;
  headers: string[];
  body: Buffer;
}

const NESTED = 70;
const repeated = (unit: string) => fc.constantFrom(1, 30, 300, 20_000).map((count) => unit.repeat(count));
const nested = (depth: number): unknown =>
  depth === 0 ? [] : depth % 2 === 0 ? [nested(depth - 1)] : { a: nested(depth - 1) };

const text: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc
    .constantFrom('a', '.', '@', '%', '\0', '\ud800', '\u202e', '\ufdfa', 'a@b.', "';--", '[', '{{', '\r\n')
    .chain(repeated),
  fc.constantFrom(
    'null',
    'true',
    '-1',
    '1e400',
    '2026-02-30',
    '9999-12-31T23:59:59.999999999-23:59',
    'sa_live_x',
    '__proto__',
  ),
);

const value: fc.Arbitrary<unknown> = fc.oneof(
  text,
  fc.constantFrom(null, true, 0, -1, 1.5, 1e21, 1e-7, Number.MAX_SAFE_INTEGER, Number.MAX_VALUE, [], {}, [[]], [null]),
  fc.constantFrom(10, 60, NESTED).map(nested),
  fc.constantFrom(2, 101, 5_000).chain((count) => text.map((one) => Array.from({ length: count }, () => one))),
  fc.constantFrom(2, 900, 5_000).map((count) => Array.from({ length: count }, (_, n) => ({ [`k${n}`]: n }))),
  fc.dictionary(text, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 5 }),
  fc.jsonValue(),
);

/** Replaces, or adds, members of an example. */
function changed(example: unknown): fc.Arbitrary<unknown> {
  if (typeof example !== 'object' || example === null) return value;
  const member = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...Object.keys(example), 'x') },
    { weight: 1, arbitrary: text },
  );
  const change = member.chain((name) =>
    fc.tuple(fc.constant(name), fc.oneof(value, changed((example as Record<string, unknown>)[name]))),
  );
  return fc.array(change, { maxLength: 3 }).map((changes) => ({ ...example, ...Object.fromEntries(changes) }));
}

function bodyOf({ example }: DescribedOperation): fc.Arbitrary<Buffer> {
  const json = fc
    .oneof({ weight: 6, arbitrary: changed(example) }, { weight: 1, arbitrary: value })
    .map((one) => JSON.stringify(one));
  return fc.oneof(
    { weight: 12, arbitrary: json.map((one) => Buffer.from(one)) },
    { weight: 1, arbitrary: json.map((one) => Buffer.from(one.slice(0, one.length / 2))) },
    { weight: 1, arbitrary: json.map((one) => Buffer.from(one, 'utf16le')) },
    { weight: 1, arbitrary: json.map((one) => Buffer.from(`${one.slice(0, -1)},"a":1e999,"a":2}`)) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom('', '[', '{"a":'.repeat(100), '[[],'.repeat(5_000), '{"__proto__":{}}')
        .map((one) => Buffer.from(one)),
    },
  );
}

const encoded = text.map((one) => encodeURIComponent(one.toWellFormed()).slice(0, 6_000));
const pathPart = (ids: string[]) =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...ids) },
    { weight: 2, arbitrary: fc.uuid() },
    { weight: 2, arbitrary: encoded },
    {
      weight: 1,
      arbitrary: fc.constantFrom('', '%', '%00', '%ff', '..', '%2e%2e', '*', 'qualify', '%F0%9F%98%80', ';a=b'),
    },
  );

function targetOf({ path, queryNames }: DescribedOperation, ids: string[]): fc.Arbitrary<string> {
  const name = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...queryNames, 'limit', 'cursor', 'x') },
    { weight: 1, arbitrary: encoded },
  );
  const pair = fc.tuple(name, encoded).map(([key, one]) => `${key}=${one}`);
  const query = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.array(pair, { maxLength: 4 }).map((pairs) => (pairs.length === 0 ? '' : `?${pairs.join('&')}`)),
    },
    { weight: 1, arbitrary: fc.constantFrom('?', '?&&&', '?%', '?a[b]=1&a[]=2', '?%00=%ff', '?constructor=1') },
  );
  return fc.tuple(pathPart(ids), query).map(([part, rest]) => path.replace(/\{[^}]+\}/, () => part) + rest);
}

const mostly = (usual: string, ...others: string[]) =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
const headerText = fc.string({
  unit: fc.constantFrom('a', 'Z', '0', ' ', '-', '_', '.', ',', ';', ':', '=', '/', '*', '"', '\u00e9', '\t'),
  maxLength: 60,
});
const contentType = mostly(
  'application/json',
  'text/plain',
  'application/json; charset=utf-16',
  'application/xml',
  'multipart/form-data',
  ';',
);
const encoding = fc.constantFrom('gzip', 'br', 'identity', 'x');

function headersOf(key: string): fc.Arbitrary<string[]> {
  const authorization = mostly(`Bearer ${key}`, 'Bearer', 'Bearer x', 'Basic YTpi', `Bearer ${key.slice(0, -1)}A`, key);
  const further = fc.oneof(
    headerText.map((one) => `Idempotency-Key: ${one}`),
    headerText.map((one) => `X-Request-Id: ${one}`),
    headerText.map((one) => `X-Forwarded-For: ${one}`),
    headerText.map((one) => `Origin: ${one}`),
    headerText.map((one) => `MCP-Protocol-Version: ${one}`),
    mostly('application/json', 'application/problem+json', 'text/event-stream', '*/*').map((one) => `Accept: ${one}`),
    encoding.map((one) => `Content-Encoding: ${one}`),
  );
  return fc
    .tuple(authorization, contentType, fc.array(further, { maxLength: 2 }))
    .map(([bearer, type, others]) => [`Authorization: ${bearer}`, `Content-Type: ${type}`, ...others]);
}

/** Requests of one operation, each wrong in some way, or in none. */
export function hostileRequests(
  operation: DescribedOperation,
  key: string,
  ids: string[],
): fc.Arbitrary<HostileRequest> {
  const method = mostly(operation.method, 'GET', 'POST', 'PUT', 'PATCH', 'OPTIONS', 'QUERY');
  const takesBody = operation.example !== undefined;
  const body = takesBody
    ? bodyOf(operation)
    : fc.oneof({ weight: 4, arbitrary: fc.constant(Buffer.alloc(0)) }, { weight: 1, arbitrary: bodyOf(operation) });
  return fc.record({ method, target: targetOf(operation, ids), headers: headersOf(key), body }).map((given) => ({
    start: `${given.method} ${given.target} HTTP/1.1`,
    headers: [...given.headers, `Content-Length: ${given.body.length}`],
    body: given.body,
  }));
}
