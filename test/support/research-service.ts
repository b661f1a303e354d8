import { FakeContext7 } from './fake-context7.js';
import { useStarted } from './use-started.js';
import type { ReceivedRequest } from './provider-double.js';
import { type LlmTestService, startLlmService } from './llm-service.js';

export const RESEARCH_QUERY = 'What do hooks change?';
export const RESEARCH_PATH = '/api/v1/research';

export interface ResearchTestService extends LlmTestService {
  context7: FakeContext7;
}

/** The service with its two providers, and a Context7. */
export async function startResearchService(environment: Record<string, string> = {}): Promise<ResearchTestService> {
  const context7 = await new FakeContext7().start();
  const service = await startLlmService({
    CONTEXT7_BASE_URL: context7.url,
    CONTEXT7_API_KEY: 'key-of-context7',
    CONTEXT7_TIMEOUT_MS: '400',
    ...environment,
  });
  return {
    ...service,
    context7,
    reset: (now) => {
      service.reset(now);
      context7.reset();
    },
    stop: async () => {
      await service.stop();
      await context7.stop();
    },
  };
}

/** The service for research, running while the tests of the enclosing block do. */
export function useResearchService(environment: Record<string, string> = {}): ResearchTestService {
  return useStarted(
    () => startResearchService(environment),
    (service) => service.stop(),
  );
}

/** What the model was given: its instruction, and the document. */
export function promptOf(request: ReceivedRequest | undefined) {
  const [system, user, ...rest] = (request?.body.messages ?? []) as { role: string; content: string }[];
  return { instruction: system!.content, document: JSON.parse(user!.content), rest };
}
