import { runClient, type ServiceOptions } from './client-process.js';
import { filtersOf } from './filters.js';
import { startProgress } from './progress.js';
import { receive, receiveFile } from './received-file.js';

const MEDIA_TYPES: Record<string, string> = { csv: 'text/csv', ndjson: 'application/x-ndjson' };

export interface ExportOptions extends ServiceOptions {
  format: string;
  output?: string;
  filter?: string[];
  excel?: boolean;
  raw?: boolean;
}

/** Writes leads to a file, or to stdout. */
export function exportLeads({ format, output, filter, excel, raw, ...options }: ExportOptions): Promise<void> {
  const query = { ...filtersOf(filter), excel, raw };
  return runClient(options, async (client) => {
    const source = await client.download(`/leads/export.${format}`, MEDIA_TYPES[format] ?? '', query);
    if (output === undefined) return receive(source, process.stdout);
    const progress = startProgress(`Exporting to ${output}`);
    await receiveFile(source, output, (bytes) => {
      progress.show(0, `${Math.round(bytes / 1024)} KiB`);
    });
    progress.end(`Wrote ${output}`);
  });
}
