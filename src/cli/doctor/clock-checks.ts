import type { ProviderCheck } from '../../llm/providers/provider-check.js';
import { type Finding, Findings } from './finding.js';

/** Leases, budgets and signatures of webhooks bear less than this. */
const WARNING_MS = 2_000;
/** Receivers of webhooks refuse signatures that are five minutes off; TLS and leases fail before. */
const FAULT_MS = 60_000;
/** Of the header `Date`: whole seconds, and the time of the answer itself. */
const HEADER_MS = 3_000;
const ADVICE = 'Let NTP (chrony, systemd-timesyncd) set the clock of this machine and of the database.';

/** This machine's clock against those of the database and the providers; `undefined` where it is not known. */
export function checkClocks(databaseMs: number | undefined, providers: readonly ProviderCheck[]): Finding[] {
  const findings = new Findings('clock');
  if (databaseMs !== undefined) compare(findings, 'the database', databaseMs, 0);
  for (const { name, date } of providers) {
    if (date !== undefined) compare(findings, name, date.getTime() - Date.now(), HEADER_MS);
  }
  return findings.all.length > 0 ? findings.all : findings.ok('There is nothing to compare it with').all;
}

function compare(findings: Findings, name: string, differenceMs: number, toleranceMs: number): void {
  const off = Math.abs(differenceMs);
  const text = `That of ${name} is ${(off / 1_000).toFixed(1)} s ${differenceMs < 0 ? 'behind' : 'ahead'}`;
  if (off > FAULT_MS) findings.fault(text, ADVICE);
  else if (off > WARNING_MS + toleranceMs) findings.warning(text, ADVICE);
  else findings.ok(`It agrees with that of ${name}`);
}
