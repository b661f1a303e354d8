import { FakeContext7 } from '../../support/fake-context7.js';
import type { SeenRequest } from '../../support/faulty-provider.js';
import { type House, startLlmHouse } from '../../support/llm-house.js';

export const QUERY = 'What do hooks change?';
export const PATH = '/api/v1/research';

export interface ResearchHouse extends House {
  context7: FakeContext7;
}

/** The service with its two providers, and a Context7. */
export async function startResearchHouse(environment: Record<string, string> = {}): Promise<ResearchHouse> {
  const context7 = await new FakeContext7().start();
  const house = await startLlmHouse({
    CONTEXT7_BASE_URL: context7.url,
    CONTEXT7_API_KEY: 'key-of-context7',
    CONTEXT7_TIMEOUT_MS: '400',
    ...environment,
  });
  return {
    ...house,
    context7,
    reset: (now) => {
      house.reset(now);
      context7.reset();
    },
    stop: async () => {
      await house.stop();
      await context7.stop();
    },
  };
}

/** What the model was given: its instruction, and the document. */
export function givenTo(request: SeenRequest | undefined) {
  const [system, user, ...rest] = (request?.body.messages ?? []) as { role: string; content: string }[];
  return { instruction: system!.content, document: JSON.parse(user!.content), rest };
}
