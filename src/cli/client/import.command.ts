import { createReadStream, statSync } from 'node:fs';
import { basename, extname, resolve } from 'node:path';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { setTimeout as sleep } from 'node:timers/promises';
import { callersFolder } from '../../config/environment.js';
import type { ImportResponse } from '../../leads/import/imports.dto.js';
import { UserError } from '../cli.errors.js';
import { PARTLY, runClient, type ServiceOptions } from './client-process.js';
import { type Progress, startProgress } from './progress.js';
import { receiveFile } from './received-file.js';
import type { ServiceClient } from './service-client.js';

const POLL_MS = 500;
const STDIN = '-';
const DONE = ['ready', 'completed', 'cancelled', 'failed'];
const MEDIA_TYPES: Record<string, string> = {
  '.csv': 'text/csv',
  '.tsv': 'text/csv',
  '.txt': 'text/csv',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  '.ndjson': 'application/x-ndjson',
  '.jsonl': 'application/x-ndjson',
};

export interface ImportOptions extends ServiceOptions {
  dryRun?: boolean;
  /** Fields by the columns of the file; `null` leaves a column out. */
  map?: Record<string, string | null>;
  onDuplicate?: string;
  again?: boolean;
  encoding?: string;
  sheet?: string;
  /** The file that the refused rows are written to. */
  rejects?: string;
}

/** Imports a file; ends with 3 if some of its rows were refused. */
export function importFile(file: string, options: ImportOptions): Promise<void> {
  return runClient(options, async (client) => {
    const done = await importLeads(client, file, options);
    printImport(done);
    if (done.counts.rejected === 0) return;
    await saveRejects(client, done, options.rejects);
    process.exitCode = PARTLY;
  });
}

/**
 * Imports a file and waits until it is done, or, of a dry run, counted.
 * @throws UserError if it failed
 */
export async function importLeads(
  client: ServiceClient,
  file: string,
  { dryRun, map = {}, onDuplicate, again, encoding, sheet }: ImportOptions,
): Promise<ImportResponse> {
  const fileName = file === STDIN ? undefined : basename(file);
  const progress = startProgress(`Importing ${fileName ?? 'stdin'}`);
  const query = {
    wait: false,
    dry_run: dryRun,
    mapping: Object.keys(map).length === 0 ? undefined : JSON.stringify(map),
    on_duplicate: onDuplicate,
    again,
    encoding,
    sheet,
  };
  const response = await client.call<ImportResponse>('/imports', {
    method: 'POST',
    query,
    content: { type: mediaTypeOf(file), fileName, body: bodyOf(file, progress) },
  });
  const done = await finished(client, response, progress);
  progress.end(`Import ${done.id}: ${done.state}`);
  if (done.state === 'failed') throw new UserError(done.error?.message ?? 'The import failed');
  if (done.error !== null) throw new UserError(`${done.error.message}: ${mapHint(done)}`);
  // Without waiting, a new import is answered before its rows are merged.
  if (response.state === 'completed')
    console.error(`It was imported before, at ${done.created_at}; --again repeats it`);
  if (done.state === 'ready') console.error(`Nothing is stored. ${columnsOf(done)}`);
  return done;
}

/** What the columns of the file were taken for. */
function columnsOf({ mapping }: ImportResponse): string {
  return `Columns: ${Object.entries(mapping ?? {})
    .map(([column, field]) => `${column} = ${field ?? 'left out'}`)
    .join(', ')}`;
}

function mapHint({ mapping }: ImportResponse): string {
  const [column = 'COLUMN'] = Object.keys(mapping ?? {});
  return `--map '${column}=company_name'`;
}

async function finished(client: ServiceClient, first: ImportResponse, progress: Progress): Promise<ImportResponse> {
  client.stopMessage = `The import goes on: GET ${client.url}/api/v1/imports/${first.id} tells how far it is, DELETE ends it`;
  let now = first;
  while (!DONE.includes(now.state)) {
    await sleep(POLL_MS);
    now = await client.call<ImportResponse>(`/imports/${first.id}`);
    const { read, created, updated, unchanged, rejected } = now.counts;
    const settled = created + updated + unchanged + rejected;
    progress.show(read === 0 ? 0 : settled / read, `${settled} of ${read} rows`);
  }
  return now;
}

function mediaTypeOf(file: string): string {
  return MEDIA_TYPES[extname(file).toLowerCase()] ?? 'application/octet-stream';
}

/** The file as it is read, with its progress. */
function bodyOf(file: string, progress: Progress): ReadableStream {
  if (file === STDIN) return Readable.toWeb(process.stdin);
  const path = resolve(callersFolder(), file);
  const size = sizeOf(path, file);
  let sent = 0;
  const counted = createReadStream(path).on('data', (chunk) => {
    sent += chunk.length;
    progress.show(sent / size, `${Math.round(sent / 1024)} of ${Math.round(size / 1024)} KiB sent`);
  });
  return Readable.toWeb(counted);
}

/** @throws UserError */
function sizeOf(path: string, file: string): number {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw new UserError(`There is no file ${file}`);
  if (!stats.isFile()) throw new UserError(`${file} is not a file`);
  return stats.size;
}

/** Prints what became of the rows. */
export function printImport({ counts }: ImportResponse): void {
  const { read, created, updated, unchanged, rejected } = counts;
  console.log(`${read} rows read: ${created} created, ${updated} updated, ${unchanged} unchanged, ${rejected} refused`);
}

async function saveRejects(client: ServiceClient, { id }: ImportResponse, file: string | undefined): Promise<void> {
  const path = `/imports/${id}/rejects.csv`;
  if (file === undefined) {
    console.log(`The refused rows, with the reason of each: ${client.url}/api/v1${path}, or --rejects FILE`);
    return;
  }
  await receiveFile(await client.download(path, 'text/csv'), file);
  console.log(`Wrote the refused rows to ${file}; mend them there, and import the file`);
}
