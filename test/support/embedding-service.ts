import { beforeAll, beforeEach } from 'vitest';
import type { LedgerRow } from '../../src/llm/ledger/ledger-row.entity.js';
import { EmbeddingsRegistry } from '../../src/llm/router/embeddings-router.service.js';
import { ProviderHealth } from '../../src/llm/router/provider-health.js';
import { recordLedgerRows } from './llm-service.js';
import { useProviderDouble } from './provider-double.js';
import { vectors } from './provider-responses.js';
import { useService } from './test-service.js';

/**
 * A service with three providers of embeddings, of which two have the same model; before each test they are well and answer
 * with vectors.
 */
export function useEmbeddingService() {
  const [cheap, dear, other] = [useProviderDouble(), useProviderDouble(), useProviderDouble()];
  const doubles = [cheap, dear, other];
  const service = useService(() => {
    const provider = (name: string, { url }: typeof cheap, model: string, price: string) => ({
      ...{ name, base_url: `${url}/v1/chat/completions`, model: `chat-${name}`, price_input: '9' },
      ...{ embedding_model: model, price_embedding: price },
    });
    const providers = [
      provider('cheap', cheap, 'small', '0.02'),
      provider('dear', dear, 'small', '0.13'),
      provider('other', other, 'org/large', '1'),
      { name: 'none', base_url: cheap.url, model: 'chat' },
    ];
    return { LLM_PROVIDERS: JSON.stringify(providers), LLM_MODEL_ALIASES: 'ada=small', LLM_EMBEDDING_INPUTS: '5' };
  });
  let rows: LedgerRow[];

  beforeAll(() => {
    rows = recordLedgerRows(service);
  });

  beforeEach(() => {
    for (const double of doubles) double.script(vectors());
    for (const entry of service.app.get(EmbeddingsRegistry).entries.values()) {
      entry.health = new ProviderHealth(1_000, () => performance.now());
    }
    rows.length = 0;
  });

  return {
    ...{ service, cheap, dear, other },
    /** The ledger rows of the test. */
    rows: () => rows,
    /** How many requests each provider got, in their order. */
    counts: () => doubles.map(({ requests }) => requests.length),
    embed: async (body: object, headers: Record<string, string> = {}) => {
      const answer = await fetch(`${service.url}/v1/embeddings`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      });
      return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Record<string, unknown> };
    },
  };
}
