import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { CEREBRAS_KEY, KEY, redact } from '../../test/support/redacted-text.js';

const digits = (min: number, max: number) => fc.stringMatching(new RegExp(`^\\d{${min},${max}}$`));

describe('redactText takes out', () => {
  it.each([
    ['a key', `key ${KEY} is revoked`, 'key [redacted] is revoked'],
    ['a key in a path', `/api/v1/leads/${KEY}?limit=1`, '/api/v1/leads/[redacted]?limit=1'],
    ['a key in a query', `GET /leads?limit=1&api_key=${KEY}&q=x`, 'GET /leads?limit=1&api_key=[redacted]&q=x'],
    ['an encoded key', `GET /leads?q=sa%5Flive%5Fabc&limit=1`, 'GET /leads?q=[redacted]&limit=1'],
    ['a key that was cut', 'sa_live_Zm9v', '[redacted]'],
    ['a key of a provider', `Incorrect API key provided: ${CEREBRAS_KEY}`, 'Incorrect API key provided: [redacted]'],
    ['a bearer', 'sent Bearer abc.def-123~x/y+z== here', 'sent Bearer [redacted] here'],
    ['a header', 'Authorization: Bearer abc.def', 'Authorization: [redacted]'],
    [
      'a header of another scheme',
      '"authorization": "Basic dXNlcjpwYXNz", "x": 1',
      '"authorization": [redacted], "x": 1',
    ],
    ['a header in curl', `curl -H 'X-API-Key: abc' /leads`, `curl -H 'X-API-Key: [redacted]' /leads`],
    ['a field of an inspected object', `{ 'x-api-key': 'a\\'b', id: 7 }`, `{ 'x-api-key': [redacted], id: 7 }`],
    ['a variable', 'CEREBRAS_API_KEY=abc,def PORT=3000', 'CEREBRAS_API_KEY=[redacted] PORT=3000'],
    ['a password that looks like nothing', 'password=truestory', 'password=[redacted]'],
    ['a password with a backslash', String.raw`PGPASSWORD=a\b;c x`, 'PGPASSWORD=[redacted] x'],
    ['cookies', 'Cookie: a=b; c=d', 'Cookie: [redacted]'],
    ['a password in a URL', 'postgresql://u:p@ss/w?rd@h:5432/db', 'postgresql://u:[redacted]@h:5432/db'],
    ['a password in another URL', 'http://user:hunter2@proxy:3128/x', 'http://user:[redacted]@proxy:3128/x'],
    ['an address', 'Key (contact_email)=(dana.reyes+x@acme.example) exists', 'Key (contact_email)=[redacted] exists'],
    ['an address in brackets', 'Dana <dana@acme.example>', 'Dana <[redacted]>'],
    ['an address in a query', '?q=dana%40acme.example&limit=1', '?q=[redacted]&limit=1'],
    ['an address in other letters', 'an дана@пример.рф.', 'an [redacted].'],
    ['notes in JSON', '{"notes":"Asked for \\"demo\\" now","id":1}', '{"notes":[redacted],"id":1}'],
    [
      'notes in JSON in JSON',
      '{\\"notes\\":\\"Asked for \\\\\\"demo\\\\\\" now\\",\\"id\\":1}',
      '{\\"notes\\":[redacted],\\"id\\":1}',
    ],
    ['notes that were cut', '{"notes":"Asked for a de', '{"notes":[redacted]'],
    ['notes over lines', '{"notes":"Asked\nfor"}', '{"notes":[redacted]}'],
    ['notes in quotes', 'notes: "asked, for", id: 1', 'notes: [redacted], id: 1'],
    ['notes in words', 'notes: asked for a demo, soon\nnext', 'notes: [redacted]\nnext'],
    ['a name in words', 'contact_name = Dana Reyes', 'contact_name = [redacted]'],
    ['a key of Context7', 'key ctx7sk-01234567-89ab-cdef-0123-456789abcdef', 'key [redacted]'],
    ['a token of Hugging Face', 'hf_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789 was refused', '[redacted] was refused'],
    ['a key of Groq', 'gsk_AbCdEfGhIjKlMnOpQrStUvWxYz', '[redacted]'],
    ['a key of xAI', 'xai-AbCdEfGhIjKlMnOpQrStUvWxYz', '[redacted]'],
    ['a JWT', 'sent eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl', 'sent [redacted]'],
    ['Basic credentials', 'sent Basic dXNlcjpwYXNz to it', 'sent Basic [redacted] to it'],
    ['Basic credentials with padding', 'Basic YWRtaW46aHVudGVyMg==,', 'Basic [redacted],'],
    ['a pwd', 'pwd=hunter2 x', 'pwd=[redacted] x'],
    ['a pass', 'SMTP_PASS=hunter2 x', 'SMTP_PASS=[redacted] x'],
    ['a secretKey', '{"secretKey":"hunter2","x":1}', '{"secretKey":[redacted],"x":1}'],
    ['a private key in JSON', '{"private_key":"abc\\ndef","x":1}', '{"private_key":[redacted],"x":1}'],
    ['a private-key', 'private-key: abc x', 'private-key: [redacted] x'],
    [
      'a private key as a file',
      '-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc\n-----END RSA PRIVATE KEY----- x',
      '[redacted] x',
    ],
    ['an inspected map', "Map(1) { 'password' => 'hunter2' }", "Map(1) { 'password' => [redacted] }"],
    ['entries as JSON', '[["password","hunter2"],["x","y"]]', '[["password",[redacted]],["x","y"]]'],
    [
      'credentials in an encoded URL',
      '?to=http%3A%2F%2Fme%3Ahunter2%40host',
      '?to=http%3A%2F%2Fme%3A[redacted]%40host',
    ],
    ['a password without a user in a URL', 'redis://:hunter2@cache:6379', 'redis://:[redacted]@cache:6379'],
    ['a phone number by its name', '{"contact_phone":"12 34","x":1}', '{"contact_phone":[redacted],"x":1}'],
  ])('%s', (_what, text, redacted) => {
    expect(redact(text)).toBe(redacted);
    expect(redact(redacted)).toBe(redacted);
  });

  const RANDOM = 'aB3dE6gH9kL2nP5rT8vX1zC4fJ7mQ0sW';
  const HEX = '0123456789abcdef0123456789abcdef';

  it.each([
    ...['npm_', 'pypi-AgE', 'SG.', 'hvs.', 'hvb.', 'ya29.', 'dp.pt.', '1//0', 'GOCSPX-', 'AIza', 'nfp_', 'vcp_'],
    ...[
      'shpat_',
      'shpca_',
      'shpss_',
      'sk_live_',
      'rk_live_',
      'rk_test_',
      'sk-ant-api03-',
      'sk-proj-',
      'sk-or-v1-',
      'whsec_',
    ],
    ...['glpat-', 'gldt-', 'glrt-', 'ghp_', 'ghs_', 'github_pat_', 'dckr_pat_', 'PMAK-', 'sntrys_', 'NRAK-', 'glsa_'],
    ...['xoxb-', 'xoxp-', 'xapp-', 'dop_v1_', 'lin_api_', 'figd_', 'pscale_tkn_', 'sb_secret_', 'sq0csp-', 'xkeysib-'],
    ...['pcsk_', 'tvly-', 'lsv2_pt_', 'csk-', 'rpa_', 'gsk_', 'xai-', 'hf_', 'r8_', 'nvapi-', 'tgp_v1_', 'fw_', 're_'],
    ...[
      'ATATT3xFfGF0',
      'EZAK',
      'bkua_',
      'CCIPAT_',
      'CLOJARS_',
      'gloas-',
      'GR1348941',
      'HRKU-AA',
      'sgp_',
      'pnu_',
      'ntn_',
    ],
    ...['fo1_', 'fm2_', 'ABSK', 'AKCp', 'duffel_live_', 'FLWSECK-', 'sha256~', 'ZXlK', 'p8e-', 'sm_aat_', 'tk-us-'],
  ])('a secret that begins with %s', (prefix) => {
    const secret = `${prefix}${RANDOM}aB3d`;
    for (const [before, after] of [
      ['', ''],
      ['refused ', ' twice'],
      ['"', '",'],
      ['(', ')'],
      ['key:', '.'],
    ]) {
      expect(redact(`${before}${secret}${after}`)).not.toContain(RANDOM);
    }
  });

  it.each([
    ['an AWS id', 'AKIAIOSFODNN7EXAMPLE'],
    ['a Mailgun key', `key-${HEX}`],
    ['a Twilio key', `SK${HEX}`],
    ['a Databricks token', `dapi${HEX}`],
    ['an Airtable token', `pat${RANDOM.slice(0, 14)}.${HEX}${HEX}`],
    ['a Telegram token', `123456789:A${RANDOM}Wx`],
    ['a Discord token', `M${RANDOM.slice(0, 23)}.${RANDOM.slice(0, 6)}.${RANDOM.slice(0, 27)}`],
    ['an Azure secret', `abc8Q~${RANDOM}`],
    ['a SendGrid key', `SG.${RANDOM.slice(0, 22)}.${RANDOM}${RANDOM.slice(0, 11)}`],
    ['a Pulumi token', `pul-${HEX}01234567`],
    ['a signature of Azure', `https://a.blob.core.windows.net/b?sv=1&sig=${RANDOM}%3D`],
    ['a Slack hook', `https://hooks.slack.com/services/T0000/B0000/${RANDOM}`],
    ['a Dynatrace token', `dt0c01.${RANDOM.slice(0, 24)}.${RANDOM}${RANDOM}`],
    ['a Terraform token', `${RANDOM.slice(0, 14)}.atlasv1.${RANDOM}${RANDOM}`],
    ['a MaxMind key', `${RANDOM.slice(0, 6)}_${RANDOM.slice(0, 29)}_mmk`],
    ['a key of PGP', `-----BEGIN PGP PRIVATE KEY BLOCK-----\n${RANDOM}\n-----END PGP PRIVATE KEY BLOCK-----`],
    ['a JWT after a hyphen', `x-token eyJ${RANDOM}.${RANDOM}.${RANDOM}`],
  ])('%s', (_, secret) => {
    for (const word of secret.split(/[^\w-]/).filter((part) => part.length > 12 && !part.startsWith('BEGIN'))) {
      expect(redact(`sent ${secret} now`)).not.toContain(word);
    }
  });

  it('one of our keys in Base64, at each place, and in hexadecimal', () => {
    for (const before of ['', 'u', 'us', 'user:']) {
      for (const encoding of ['base64', 'base64url', 'hex'] as const) {
        const text = Buffer.from(`${before}${KEY}`).toString(encoding);
        expect(redact(`sent ${text} now`)).not.toContain(text.slice(-20));
      }
    }
  });
});

describe('redactText leaves alone', () => {
  it.each([
    'Lead 01980f7e-9d2a-7c1e-8a4b-5f6c7d8e9f00 does not exist',
    'Basic information about the basic profile',
    '["contact_email","contact_phone"]',
    'bypass: 3, author: Dana, pk_rate_limit_windows, primary key: id',
    '12345678-1234-7123-8123-012345678901',
    '2026-11-22T10:00:00.000Z',
    '2026-11-22 10:00:00.123456+01:00',
    '2026-11-22T10:00:00+0100',
    'Sun Nov 22 2026 10:00:00 GMT+0100 (CET)',
    'took 1234567.891 ms, 30s, 2500ms, 3456789012 ns and 0171234567 us; 5551234567 bytes',
    'v24.21.0, fastify@5.12.8, @nestjs/common@12.5.1-beta.rc1 and 10.4.0+build.20261122',
    'http://127.0.0.1:54329/api/v1/docs and [::1]:3000, 192.168.100.200:65535',
    'postgresql://sales_agent@127.0.0.1:54329/sales_agent',
    'Error: no\n    at Object.<anonymous> (file:///srv/node_modules/.pnpm/@nestjs+core@12.5.1_a/x.js:1234:56789)',
    'at async Promise.all (index 0)\n    at /srv/src/phone.ts:12:3\n    at email.ts:1024:17',
    'epoch 1763891234 and 1763891234567, id 4711, limit=50, 2026',
    'value "99999999999999999999" is out of range for type integer',
    'API key 01980f7e-9d2a-7c1e-8a4b-5f6c7d8e9f00 is revoked; "api_key_id":"01980f7e-9d2a-7c1e-8a4b-5f6c7d8e9f00"',
    'prompt_tokens: 1200, total_tokens=1500',
    'contact_email must be an email; notes must be shorter than 10000 characters',
    '"contact_phone":null,"notes":null, password: undefined',
    'migration 1795300000000-leads.ts ran',
    'order:4711.retry_2-b',
    'npm_config_registry_is_not_set_in_this_environment, re_ranking_of_results, key-value-separator-of-the-map',
    'sk-learn, hf_hub, patience.of.people, SK and SG.value, Node_modules.package.of_something',
    'a1b2c3d4e5f60718293a4b5c6d7e8f90 0123456789012345678901234567890123456789',
  ])('%s', (text) => {
    expect(redact(text)).toBe(text);
  });

  it('every id, time, version, port and place in the code', () => {
    const uuid = fc.oneof(fc.uuid(), fc.stringMatching(/^\d{8}-\d{4}-[1-8]\d{3}-[89]\d{3}-\d{12}$/));
    const time = fc
      .date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') })
      .map((at) => at.toISOString());
    const version = fc.tuple(fc.nat(99), fc.nat(99), fc.nat(999)).map((parts) => parts.join('.'));
    const place = fc
      .tuple(fc.nat(99_999), fc.nat(99_999))
      .map(([line, column]) => `/srv/dist/src/main.js:${line}:${column}`);
    const port = fc.tuple(fc.ipV4(), fc.integer({ min: 1, max: 65_535 })).map(([host, at]) => `${host}:${at}`);
    const duration = fc.nat(9_999_999).map((ms) => `${ms / 100}ms`);
    const id = digits(13, 20).filter((text) => !text.startsWith('00'));
    fc.assert(
      fc.property(fc.array(fc.oneof(uuid, time, version, place, port, duration, id)), (words) => {
        const text = words.join(', ');
        expect(redact(text)).toBe(text);
      }),
      { numRuns: 1_000 },
    );
  });
});
