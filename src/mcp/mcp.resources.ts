import { type McpServer, ResourceTemplate } from '@modelcontextprotocol/server';
import { PROFILE_URI, REPORT_URI, type ResourceReader } from './resource-reader.service.js';
import { GIVES_UNTRUSTED } from './tools/untrusted.js';
import type { McpCaller } from './mcp-caller.js';

/** Offers leads, the scoring profile and the report on scores as documents that a client may attach by itself. */
export function offerResources(server: McpServer, reader: ResourceReader, mcpCaller: McpCaller): void {
  server.registerResource(
    'lead',
    new ResourceTemplate('lead://{id}', { list: undefined }),
    { title: 'A lead', description: `One lead, whole. ${GIVES_UNTRUSTED}`, mimeType: 'application/json' },
    async (_uri, { id }) => ({ contents: [await reader.readLead(mcpCaller, String(id))] }),
  );
  server.registerResource(
    'scoring-profile',
    PROFILE_URI,
    {
      title: 'Scoring profile',
      description: 'What a good customer looks like: what leads are scored by.',
      mimeType: 'application/json',
    },
    async () => ({ contents: [await reader.readProfile(mcpCaller)] }),
  );
  server.registerResource(
    'scoring-report',
    REPORT_URI,
    {
      title: 'Scoring report',
      description: 'What scores were worth, by how leads ended: what each method ranks, wins and costs.',
      mimeType: 'application/json',
    },
    async (_uri, { mcpReq }) => ({ contents: [await reader.readReport(mcpCaller, mcpReq.signal)] }),
  );
}
