import { FakeContext7 } from '../../support/fake-context7.js';
import type { SeenRequest } from '../../support/faulty-provider.js';
import { type LlmTestService, startLlmService } from '../../support/llm-service.js';

export const QUERY = 'What do hooks change?';
export const PATH = '/api/v1/research';

export interface ResearchHouse extends LlmTestService {
  context7: FakeContext7;
}

/** The service with its two providers, and a Context7. */
export async function startResearchHouse(environment: Record<string, string> = {}): Promise<ResearchHouse> {
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

/** What the model was given: its instruction, and the document. */
export function givenTo(request: SeenRequest | undefined) {
  const [system, user, ...rest] = (request?.body.messages ?? []) as { role: string; content: string }[];
  return { instruction: system!.content, document: JSON.parse(user!.content), rest };
}
