import { useState } from 'preact/hooks';
import { api, dataOf, type Schemas } from '../api/client';
import type { ApiError } from '../api/errors';
import { may } from '../app/session-state';
import { milliseconds, number, usd, whole } from '../ui/format';
import { Empty, ErrorNotice, Skeleton } from '../ui/notice';
import { Time } from '../ui/time';
import { asApiError, useResource } from '../ui/use-resource';
import { FailedAttempts } from './failed-attempts';

type Provider = Schemas['ProviderResponse'];

const STATES: Record<Provider['breaker'], readonly [label: string, look: string]> = {
  closed: ['in use', 'good'],
  half_open: ['being tried again', 'warn'],
  open: ['not in use: it failed too often', 'bad'],
};

export default function ProvidersView() {
  const providers = useResource(() => dataOf(api.GET('/api/v1/llm/providers')), []);
  const { data } = providers;
  return (
    <div class="page">
      <header class="bar">
        <h1>Providers</h1>
        <button type="button" class="end" onClick={providers.reload}>
          Refresh
        </button>
      </header>
      {providers.error !== undefined && <ErrorNotice error={providers.error} onRetry={providers.reload} />}
      {data === undefined ? (
        providers.error === undefined && <Skeleton />
      ) : data.data.length === 0 ? (
        <Empty title="No provider of language models is configured, so leads are scored by rules.">
          <p class="soft">
            Set <code>CEREBRAS_API_KEY</code>, <code>RUNPOD_API_KEY</code> or <code>LLM_PROVIDERS</code> where the
            service runs, and start it again.
          </p>
        </Empty>
      ) : (
        <div class="cards">
          {data.data.map((provider) => (
            <ProviderCard key={provider.name} provider={provider} onAsked={providers.reload} />
          ))}
        </div>
      )}
    </div>
  );
}

function ProviderCard({ provider, onAsked }: { provider: Provider; onAsked: () => void }) {
  const [state, look] = STATES[provider.breaker];
  const { input, output } = provider.price_usd_per_million_tokens;
  return (
    <section class="card" aria-label={provider.name}>
      <h2>
        {provider.name} <span class={`badge ${look}`}>{state}</span>
      </h2>
      <p class="soft">{provider.model}</p>
      <dl class="pairs">
        <Pair name="First token after">
          {provider.latency_ms === null ? `not measured lately` : milliseconds(provider.latency_ms)}
        </Pair>
        <Pair name="Failed">
          {provider.recent_calls === 0
            ? 'no calls in the last 30 s'
            : `${number(provider.error_rate * 100)} % of ${whole(provider.recent_calls)} calls in 30 s`}
        </Pair>
        <Pair name="Price per million tokens">
          {usd(input)} in, {usd(output)} out
        </Pair>
        <Pair name="Context window">{whole(provider.context_window)} tokens</Pair>
        <Pair name="Quality">{number(provider.quality)} of 100</Pair>
        {provider.open_until !== null && (
          <Pair name="Tried again">
            <Time at={provider.open_until} />
          </Pair>
        )}
        {provider.learned.map(({ model, habit, value, learned_at: at }) => (
          <Pair key={model + habit + value} name="It refused">
            {value} ({habit.replaceAll('_', ' ')}, {model}), learned <Time at={at} />
          </Pair>
        ))}
      </dl>
      {may('llm:use') && <AskNow provider={provider.name} onAsked={onAsked} />}
    </section>
  );
}

function Pair({ name, children }: { name: string; children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

interface Answer {
  text: string;
  latencyMs: number;
  cost: string | null;
}

/** Sends the provider a short question, and shows what it answers, or says in its own words. */
function AskNow({ provider, onAsked }: { provider: string; onAsked: () => void }) {
  const [isAsking, setAsking] = useState(false);
  const [answer, setAnswer] = useState<Answer>();
  const [error, setError] = useState<ApiError>();
  const ask = async () => {
    setAsking(true);
    setError(undefined);
    setAnswer(undefined);
    const startedAt = performance.now();
    try {
      const messages = [{ role: 'user' as const, content: 'Answer with the one word "ready".' }];
      const body = { model: provider, messages, max_tokens: 50, stream: false };
      const { data, response } = await api.POST('/api/v1/llm/chat/completions', { body: body as never });
      const [choice] = data?.choices ?? [];
      setAnswer({
        text: choice?.message.content ?? '',
        latencyMs: performance.now() - startedAt,
        cost: response.headers.get('x-llm-cost-usd'),
      });
    } catch (failure) {
      setError(asApiError(failure));
    }
    setAsking(false);
    onAsked();
  };
  return (
    <>
      <div class="acts">
        <button type="button" disabled={isAsking} onClick={() => void ask()}>
          {isAsking ? 'Asking…' : 'Ask it now'}
        </button>
      </div>
      {answer !== undefined && (
        <p class="notice good" role="status">
          “{answer.text || '(an empty answer)'}” after {milliseconds(answer.latencyMs)}
          {answer.cost !== null && `, for ${usd(answer.cost)}`}
        </p>
      )}
      {error !== undefined && (
        <ErrorNotice error={error}>
          <FailedAttempts error={error} />
        </ErrorNotice>
      )}
    </>
  );
}
