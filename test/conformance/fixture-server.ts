import { McpHttpTransport } from '../../src/mcp/mcp-http-transport.service.js';
import { McpServers } from '../../src/mcp/mcp-servers.service.js';
import { startTestService, type TestService } from '../support/test-service.js';
import { offerContents } from './fixtures/contents.js';
import { offerPushes } from './fixtures/pushing.js';
import { offerQuestions } from './fixtures/questions.js';
import { offerTalk } from './fixtures/talking.js';
import type { McpHttpHandler } from '@modelcontextprotocol/server';

/** The whole service with the tools, resources and prompts beside its own that the conformance suite asks for by name. */
export async function startFixtureApp(): Promise<TestService> {
  // What waits for an answer that never comes is not waited for.
  const service = await startTestService({ SHUTDOWN_TIMEOUT_SECONDS: '1' });
  const handler = Reflect.get(service.app.get(McpHttpTransport), 'handler') as McpHttpHandler;
  const servers = service.app.get(McpServers);
  const makeReal = servers.serverFor.bind(servers);
  servers.serverFor = async (caller) => {
    const server = await makeReal(caller);
    server.server.registerCapabilities({
      tools: { listChanged: true },
      prompts: { listChanged: true },
      resources: { subscribe: true },
      logging: {},
      completions: {},
    });
    offerContents(server);
    offerTalk(server, handler);
    offerPushes(server);
    offerQuestions(server);
    return server;
  };
  return service;
}
