import { Logger } from '@nestjs/common';
import { loadSettings } from '../app.settings.js';
import { ConfigurationError } from '../config/configuration.error.js';
import { readEnvironment } from '../config/environment.js';
import { namesOf } from '../database/backup/backup-tables.js';
import { readDatabaseFacts } from '../database/database-facts.js';
import { DatabaseSettings } from '../database/database.settings.js';
import { schema } from '../schema.js';
import { checkClocks } from './doctor/clock-checks.js';
import { checkDatabase, hasDatabase, unreachable } from './doctor/database-checks.js';
import { type Finding, Findings, worstOf } from './doctor/finding.js';
import { checkDisk, checkMemory, checkSettings } from './doctor/machine-checks.js';
import { checkLlm } from './doctor/provider-checks.js';
import { abortOnSignal, type CommandProcess, runProcess, withDatabase } from './run-process.js';

const WIDTH = { level: 9, check: 13 };

export interface DoctorOptions {
  /** Whether to print JSON. */
  json?: boolean;
}

/** Looks at all that the service depends on, prints what is right and what is not, and exits with 1 for a fault. */
export function doctor({ json = false }: DoctorOptions): Promise<void> {
  Logger.overrideLogger(false);
  const invalid = settingsFault();
  if (invalid !== undefined) {
    print(invalid, json);
    process.exit(1);
  }
  return runProcess(async (running) => {
    const findings = await abortOnSignal(running, examine(running));
    print(findings, json);
    process.exitCode = worstOf(findings) === 'fault' ? 1 : 0;
  });
}

/** Wrong settings leave nothing else to look at. */
function settingsFault(): Finding[] | undefined {
  try {
    loadSettings(readEnvironment());
    return undefined;
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const findings = new Findings('settings');
    for (const problem of error.problems) findings.fault(problem, 'docs/configuration.md lists all settings.');
    return findings.all;
  }
}

async function examine(running: CommandProcess): Promise<Finding[]> {
  const { settings } = running;
  const [llm, disk, database] = await Promise.all([checkLlm(settings), checkDisk(settings), examineDatabase(running)]);
  return [
    ...checkSettings(settings),
    ...database.findings,
    ...llm.findings,
    ...checkClocks(database.clockMs, llm.clocks),
    ...disk,
    ...checkMemory(),
  ];
}

async function examineDatabase(running: CommandProcess): Promise<{ findings: Finding[]; clockMs?: number }> {
  const { settings } = running;
  if (!hasDatabase(settings)) {
    return { findings: new Findings('database').ok('The first start makes an embedded one in DATA_DIR').all };
  }
  let found: { findings: Finding[]; clockMs?: number } | undefined;
  try {
    await withDatabase(
      running,
      async (url) => {
        const report = await readDatabaseFacts(url, settings.get(DatabaseSettings), namesOf(schema));
        found = { findings: checkDatabase(report, settings), clockMs: report.clockMs };
      },
      { isShared: true },
    );
  } catch (error) {
    return { findings: unreachable(error) };
  }
  return found ?? { findings: [] };
}

function print(findings: readonly Finding[], json: boolean): void {
  if (json) {
    console.log(JSON.stringify({ status: worstOf(findings), checks: findings }, null, 2));
    return;
  }
  for (const { level, check, message, advice } of findings) {
    console.log(`${level.padEnd(WIDTH.level)}${check.padEnd(WIDTH.check)}${message}`);
    if (advice !== undefined) console.log(`${' '.repeat(WIDTH.level + WIDTH.check)}-> ${advice}`);
  }
}
