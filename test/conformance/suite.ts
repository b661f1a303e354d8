import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchPackage, type ForeignPackage } from './foreign-package.js';

const NAME = '@modelcontextprotocol/conformance';
const VERSION = '0.2.0-alpha.12';
/** A scenario that takes longer waits for what does not come. */
const SCENARIO_TIMEOUT_MS = 5_000;

interface Check {
  id: string;
  status: string;
  errorMessage?: string;
}

/** What each scenario found, by its name. */
export type Findings = Map<string, Check[]>;

/** The official conformance suite of MCP. */
export class ConformanceSuite {
  private constructor(private readonly suite: ForeignPackage) {}

  static async fetch(): Promise<ConformanceSuite> {
    return new ConformanceSuite(await fetchPackage(NAME, VERSION));
  }

  /** Has the suite try the server at `url` by all scenarios of a revision of the protocol. */
  async run(url: string, revision: string): Promise<Findings> {
    const folder = await mkdtemp(join(tmpdir(), 'sales-agent-findings-'));
    const options = { '--suite': 'all', '--spec-version': revision, '--timeout': SCENARIO_TIMEOUT_MS };
    const args = Object.entries({ '--url': url, '--output-dir': folder, ...options })
      .flat()
      .map(String);
    try {
      // Its exit code says no more than what it writes.
      const output = await runScript([this.suite.file('dist/index.js'), 'server', ...args]);
      const findings = await readFindings(folder);
      if (findings.size === 0) throw new Error(`The suite did not run: ${output}`);
      return findings;
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  remove(): Promise<void> {
    return this.suite.remove();
  }
}

/** The names of scenarios in which anything failed, sorted. */
export function failedIn(findings: Findings): string[] {
  const failed = [...findings].filter(([, checks]) => checks.some(({ status }) => status === 'FAILURE'));
  return failed.map(([scenario]) => scenario).sort();
}

export function countPassed(findings: Findings): number {
  return [...findings.values()].flat().filter(({ status }) => status === 'SUCCESS').length;
}

/** Each scenario has a folder of its own, which ends with the time. */
async function readFindings(folder: string): Promise<Findings> {
  const findings: Findings = new Map();
  for (const name of await readdir(folder)) {
    const scenario = /^server-(.+)-\d{4}-\d{2}-\d{2}T/.exec(name)?.[1];
    if (scenario === undefined) throw new Error(`${name} is no folder of a scenario`);
    findings.set(scenario, JSON.parse(await readFile(join(folder, name, 'checks.json'), 'utf8')) as Check[]);
  }
  return findings;
}

function runScript(args: string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { maxBuffer: 100 * 1024 * 1024 }, (_error, stdout, stderr) => {
      resolve(stdout + stderr);
    });
  });
}
