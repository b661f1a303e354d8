import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useService, type TestService } from '../support/test-service.js';
import { startFixtureApp } from './fixture-server.js';
import { ConformanceSuite, countPassed, failedIn, type Findings } from './suite.js';

const START_MS = 200_000;
const RUN_MS = 90_000;

/** They ask the client in the middle of a call and wait for its answer, which comes to whichever replica by itself. */
const NEED_A_SESSION = [
  'elicitation-sep1034-defaults',
  'elicitation-sep1330-enums',
  'tools-call-elicitation',
  'tools-call-sampling',
];

/** What the suite can judge without its fixtures. */
const OF_REAL_TOOLS: Record<string, string[]> = {
  '2026-07-28': [
    'caching',
    'dns-rebinding-protection',
    'http-header-validation',
    'input-required-result-unsupported-methods',
    'prompts-list',
    'resources-list',
    'sep-2164-resource-not-found',
    'server-sse-multiple-streams',
    'tools-list',
  ],
  '2025-11-25': [
    'dns-rebinding-protection',
    'ping',
    'prompts-list',
    'resources-list',
    'server-initialize',
    'tools-list',
  ],
};

let suite: ConformanceSuite;

beforeAll(async () => {
  suite = await ConformanceSuite.fetch();
}, START_MS);

afterAll(() => suite.remove());

describe('the conformance suite, with its fixtures beside the real tools', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startFixtureApp();
  }, START_MS);

  afterAll(() => service.stop(), START_MS);

  it(
    'finds no failure by 2026-07-28',
    async () => {
      const findings = await suite.run(`${service.url}/mcp`, '2026-07-28');
      expect(failedIn(findings)).toEqual([]);
      expect([findings.size, countPassed(findings)]).toEqual([40, 152]);
    },
    RUN_MS,
  );

  it(
    'finds by 2025-11-25 what cannot be done without sessions, and no other failure',
    async () => {
      const findings = await suite.run(`${service.url}/mcp`, '2025-11-25');
      expect(failedIn(findings)).toEqual(NEED_A_SESSION);
      expect(findings.size).toBe(33);
    },
    RUN_MS,
  );
});

describe('the conformance suite, with the real tools alone', () => {
  const service = useService();

  it.each(Object.entries(OF_REAL_TOOLS))(
    'finds no failure by %s that is none of missing fixtures',
    async (revision, names) => {
      const findings = await suite.run(`${service.url}/mcp`, revision);
      const judged = new Map(names.map((name) => [name, findings.get(name) ?? []]));
      expect(failedIn(judged)).toEqual([]);
      expect([...judged.values()].every((checks) => checks.length > 0)).toBe(true);
      expect(failuresOfStatelessness(findings)).toEqual([]);
    },
    RUN_MS,
  );
});

/** Failures of the scenario on statelessness that are not for want of a fixture. */
function failuresOfStatelessness(findings: Findings): string[] {
  const checks = findings.get('server-stateless') ?? [];
  const failures = checks.filter(({ status }) => status === 'FAILURE').map(({ errorMessage = '' }) => errorMessage);
  return failures.filter((message) => !message.startsWith('Not testable: server does not list the diagnostic tool'));
}
