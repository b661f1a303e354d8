import { toCsv } from '../../../src/csv/csv';
import type { Lead } from '../api/client';
import { download } from '../ui/download';

/** Gives the browser these leads as the service's own export has them: names of the API, formulas disarmed. */
export function exportLeads(leads: readonly Lead[]): void {
  const rows = leads.map((lead) =>
    Object.fromEntries(Object.entries(lead).map(([name, value]) => [name, cellOf(value)])),
  );
  download('leads.csv', 'text/csv;charset=utf-8', toCsv(Object.keys(rows[0] ?? {}), rows));
}

function cellOf(value: unknown): string | number | null {
  if (value === null || typeof value === 'number') return value;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
