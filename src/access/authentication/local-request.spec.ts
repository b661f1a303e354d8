import { describe, expect, it } from 'vitest';
import { looksLocal } from './local-request.js';

/** A request from loopback with these header lines and a `Host`. */
function allows(...lines: string[]): boolean {
  const pairs = ['Host: localhost:3000', ...lines].map((line): [string, string] => {
    const [name = '', value = ''] = line.split(': ');
    return [name, value];
  });
  const headers = Object.fromEntries(pairs.toReversed().map(([name, value]) => [name.toLowerCase(), value]));
  const raw = { httpVersion: '1.1', rawHeaders: pairs.flat() };
  return looksLocal({ headers, raw, socket: { remoteAddress: '127.0.0.1' } }, []);
}

describe('a request looks as if it came through a proxy', () => {
  it.each([
    ...['X-Forwarded-For', 'X-Forward-For', 'Forwarded-For', 'Forwarded', 'X_Forwarded_For', 'XForwardedFor', 'Via'],
    ...['X-Nginx-Proxy', 'X-Proxied', 'X-ProxyUser-Ip', 'Proxy-Connection', 'WL-Proxy-Client-IP', 'X-BlueCoat-Via'],
    ...['X-Real-IP', 'X-RealIP', 'Client-IP', 'ClientIP', 'True-Client-IP', 'X-Client-Ip', 'X-Cluster-Client-IP'],
    ...['X-Remote-Addr', 'Remote-Addr', 'Remote-User', 'X-Source-IP', 'X-Originating-IP', 'X-Peer-Addr'],
    ...['X-Original-URL', 'X-Original-Host', 'X-Rewrite-URL', 'X-Replaced-Path', 'X-Host', 'X-Url-Scheme', 'X-Scheme'],
    ...[
      'X-Proto',
      'X-Client-Proto',
      'X-HTTPS',
      'Front-End-Https',
      'X-SSL-Client-Verify',
      'X-Client-Cert',
      'X-TLS-Version',
    ],
    ...['CF-Ray', 'CF-IPCountry', 'Cf-Warp-Tag-Id', 'CDN-Loop', 'Fastly-FF', 'Akamai-Origin-Hop', 'X-Akamai-Edgescape'],
    ...['X-Varnish', 'X-Envoy-Attempt-Count', 'X-Envoy-External-Address', 'X-Kong-Request-Id', 'X-Istio-Attributes'],
    ...['Ngrok-Skip-Browser-Warning', 'Ngrok-Trace-Id', 'Fly-Region', 'Fly-Request-Id', 'Tailscale-User-Login'],
    ...['X-Vercel-Id', 'X-Nf-Request-Id', 'X-Railway-Edge', 'Rndr-Id', 'X-Request-Start', 'X-Heroku-Queue-Depth'],
    ...['X-Amzn-Trace-Id', 'X-Amz-Cf-Id', 'X-Azure-Ref', 'X-FD-HealthProbe', 'X-ARR-LOG-ID', 'X-Appengine-Country'],
    ...[
      'X-Cloud-Trace-Context',
      'X-Gateway-Id',
      'X-Load-Balancer',
      'X-Tunnel-Id',
      'Surrogate-Capability',
      'Early-Data',
    ],
    ...['X-WebAuth-User', 'X-Auth-Request-User', 'X-Consumer-Username', 'X-Geo-Country', 'X-Hops', 'Max-Forwards'],
  ])('with %s', (name) => {
    expect(allows(`${name}: 1`)).toBe(false);
  });

  it('with an upgrade to nothing', () => {
    expect(allows('Connection: upgrade')).toBe(false);
  });

  it.each([['Host: localhost'], ['Host: evil.example'], ['host: 127.0.0.1']])('with a second Host (%s)', (line) => {
    expect(allows(line)).toBe(false);
  });
});

describe('a request of a local client', () => {
  it.each([
    ['curl', ['User-Agent: curl/8', 'Accept: */*', 'Expect: 100-continue']],
    [
      'a browser',
      [
        ...['Connection: keep-alive', 'Cache-Control: max-age=0', 'sec-ch-ua: "x"', 'sec-ch-ua-mobile: ?0', 'DNT: 1'],
        ...[
          'sec-ch-ua-platform: "Linux"',
          'Upgrade-Insecure-Requests: 1',
          'Sec-Fetch-Site: none',
          'Sec-Fetch-User: ?1',
        ],
        ...[
          'Sec-Fetch-Dest: document',
          'Accept-Encoding: br',
          'Accept-Language: en',
          'Cookie: a=b',
          'Priority: u=0, i',
        ],
        ...['If-None-Match: "a"', 'Referer: http://localhost:3000/', 'Pragma: no-cache', 'Sec-GPC: 1', 'TE: trailers'],
      ],
    ],
    [
      'an OpenAI SDK',
      [
        ...['X-Stainless-Lang: js', 'X-Stainless-Package-Version: 6', 'X-Stainless-OS: Linux', 'X-Stainless-Arch: x64'],
        ...['X-Stainless-Runtime: node', 'X-Stainless-Retry-Count: 0', 'X-Stainless-Timeout: 600', 'OpenAI-Project: a'],
        ...['OpenAI-Organization: a', 'OpenAI-Beta: a', 'HTTP-Referer: a', 'X-Title: a', 'X-LLM-Stream: complete'],
      ],
    ],
    [
      'an MCP client',
      ['MCP-Protocol-Version: 1', 'Mcp-Session-Id: a', 'Mcp-Method: a', 'Mcp-Name: a', 'Last-Event-ID: 1'],
    ],
    [
      'a traced program',
      ['Traceparent: 00', 'Tracestate: a=b', 'Baggage: a=b', 'X-B3-TraceId: 1', 'X-Request-Id: abcdefgh'],
    ],
    ['Postman', ['Postman-Token: a', 'X-Requested-With: XMLHttpRequest', 'X-CSRF-Token: a', 'Idempotency-Key: a']],
  ])('is one of %s', (_client, lines) => {
    expect(allows(...lines)).toBe(true);
  });
});
