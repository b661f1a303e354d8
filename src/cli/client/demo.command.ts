import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { packageRoot } from '../../config/package-root.js';
import type { LeadListResponse, LeadResponse } from '../../leads/dto/lead.dto.js';
import { UserError } from '../cli.errors.js';
import { confirm } from '../confirmation.js';
import type { CommandProcess } from '../run-process.js';
import { runClient, type ServiceOptions } from './client-process.js';
import { importLeads, printImport } from './import.command.js';
import { startRun } from './runs.command.js';
import type { ServiceClient } from './service-client.js';

const SAMPLES = join(packageRoot(), 'samples', 'leads.csv');
const START_TIMEOUT_MS = 60_000;
const BEST = 10;
const FACTORS = ['company_fit', 'contact_quality', 'sales_potential'] as const;

export interface DemoOptions extends ServiceOptions {
  yes?: boolean;
}

/**
 * Imports 200 sample leads, scores them, and shows the ten best with reasons and what it cost. Starts the service if none
 * runs; at a terminal it goes on running, to be looked at.
 */
export function demo({ yes, ...options }: DemoOptions): Promise<void> {
  return runClient(options, async (client, running) => {
    const service = (await client.answers()) ? undefined : await startService(client);
    try {
      if (yes !== true) await confirmIfUsed(client);
      await showDemo(client);
      if (service !== undefined && process.stdout.isTTY) await untilStopped(client, running);
    } finally {
      if (service !== undefined) await stopService(service);
    }
  });
}

async function showDemo(client: ServiceClient): Promise<void> {
  const imported = await importLeads(client, SAMPLES, { again: true });
  printImport(imported);
  const { counts, cost_usd } = await startRun(client, { filter: {} });
  console.log(`${counts.done} leads scored, for ${cost_usd} USD`);
  const query = { sort: '-qualification_score', limit: BEST };
  const { data } = await client.call<LeadListResponse>('/leads', { query });
  console.log(`\nThe ${BEST} best leads:\n`);
  data.forEach((lead, index) => {
    printLead(index + 1, lead);
  });
  const rejects =
    imported.counts.rejected === 0
      ? []
      : [`mend the refused rows:    ${client.url}/api/v1/imports/${imported.id}/rejects.csv`];
  console.log('What to do next:');
  for (const step of [
    `read and try the API:     ${client.url}/api/v1/docs`,
    ...rejects,
    'import a file of yours:   npx sales-agent import FILE',
    'say who is a good lead:   PUT /api/v1/scoring-profile, docs/scoring.md',
    'score by a model:         LLM_PROVIDERS in .env, docs/routing.md',
    `connect an agent (MCP):   ${client.url}/mcp, docs/mcp.md`,
  ]) {
    console.log(`  ${step}`);
  }
}

function printLead(rank: number, lead: LeadResponse): void {
  const contact = [lead.contact_name, lead.contact_title].filter((text) => text !== null).join(', ');
  const score = `${lead.qualification_score} ${lead.qualification_tier}`;
  console.log(`${String(rank).padStart(2)}. ${score}  ${lead.company_name}${contact === '' ? '' : `: ${contact}`}`);
  for (const name of FACTORS) {
    const factor = lead.qualification_factors?.[name];
    if (factor === undefined) continue;
    const points = `${factor.points} of ${factor.max_points}`;
    console.log(`      ${name.replace('_', ' ').padEnd(16)}${points.padEnd(14)}${factor.reason}`);
  }
  console.log();
}

/** Leads of a user are not mixed with samples unasked. */
async function confirmIfUsed(client: ServiceClient): Promise<void> {
  const count = async (query: object) =>
    (await client.call<LeadListResponse>('/leads', { query: { limit: 1, ...query } })).data.length;
  const isUsed = (await count({})) > 0 && (await count({ external_id: 'demo-0001' })) === 0;
  if (isUsed) await confirm('The service holds leads already. Add 200 sample leads to them?');
}

/** @throws UserError with its last words, if it ends before it answers */
async function startService(client: ServiceClient): Promise<ChildProcess> {
  console.error('Starting the service ...');
  const child = spawn(process.execPath, [process.argv[1] ?? '', 'serve'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output = `${output}${chunk.toString()}`.slice(-2_000)));
  }
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await client.answers())) {
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill();
      throw new UserError(`The service did not start:\n${output.trim()}`);
    }
    await sleep(100);
  }
  return child;
}

async function untilStopped({ url }: ServiceClient, { signals }: CommandProcess): Promise<void> {
  console.log(`\nThe service runs at ${url}; Ctrl-C stops it.`);
  await signals.stop;
}

async function stopService(service: ChildProcess): Promise<void> {
  if (service.exitCode !== null) return;
  const ended = once(service, 'exit');
  service.kill('SIGTERM');
  await ended;
}
