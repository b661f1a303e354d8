import { beforeEach, describe, expect, it } from 'vitest';
import { bearing, issueKey } from '../../support/callers.js';
import { breakersOf, useLlmService } from '../../support/llm-service.js';
import { failure, strict } from '../../support/provider-responses.js';

const service = useLlmService();

beforeEach(() => {
  service.reset();
});

const LONG = [{ role: 'user', content: 'word '.repeat(1_200) }];

describe('A window that is smaller than was configured', () => {
  const told = failure(
    400,
    {},
    {
      message: "This model's maximum context length is 512 tokens. However, your messages resulted in 700 tokens.",
    },
  );
  const untold = failure(400, {}, { message: 'Input is too long for requested model.' });

  describe.each([
    ['named', told],
    ['not named', untold],
  ])('and is %s by the provider', (_, refusal) => {
    it.each([false, true])('is learned: such prompts go elsewhere from then on (stream: %s)', async (stream) => {
      service.runpod.script(strict((body) => (JSON.stringify(body.messages).length > 2_000 ? refusal : undefined)));
      const long = [{ role: 'user', content: 'word '.repeat(2_000) }];
      const first = await service.chat({ model: 'cost_optimized', stream, messages: LONG, max_tokens: 50 });
      const second = await service.chat({ model: 'cost_optimized', stream, messages: long, max_tokens: 50 });
      const short = await service.chat({ model: 'cost_optimized', stream, max_tokens: 50 });
      const providers = [first, second, short].map(({ headers }) => headers.get('x-llm-provider'));
      expect(providers).toEqual(['cerebras', 'cerebras', 'runpod']);
      expect(service.runpod.requests).toHaveLength(2);
      expect(await breakersOf(service)).toMatchObject({ runpod: 'closed' });
    });
  });

  it('is shown, and named to the caller where no other is larger', async () => {
    for (const provider of [service.runpod, service.cerebras]) provider.script(told);
    const { status, body } = await service.chat({ model: 'cost_optimized', messages: LONG, max_tokens: 50 });
    const message = 'The prompt exceeds the maximum context length, 512 tokens';
    expect([status, body]).toMatchObject([400, { error: { code: 'LLM_CONTEXT_LENGTH_EXCEEDED', message } }]);
    const { data } = (await service.http.get('/api/v1/llm/providers')).body as { data: object[] };
    expect(data).toMatchObject([{ context_window: 512 }, { context_window: 512 }]);
  });

  it.each([false, true])(
    'is not the prompt’s fault where max_tokens alone is too large (stream: %s)',
    async (stream) => {
      const message =
        "'max_tokens' is too large: 20000. This model's maximum context length is 8192 tokens and your request has 20 input tokens. Please shorten the prompt.";
      service.runpod.script(failure(400, {}, { message }));
      const elsewhere = await service.chat({ model: 'cost_optimized', stream, max_tokens: 20_000 });
      expect(elsewhere.headers.get('x-llm-provider')).toBe('cerebras');
      service.cerebras.script(failure(400, {}, { message }));
      const { status, body } = await service.chat({ model: 'cost_optimized', stream, max_tokens: 20_000 });
      expect([status, body]).toMatchObject([400, { error: { code: 'LLM_REQUEST_REFUSED', param: 'max_tokens' } }]);
      const { error } = body as { error: { message: string } };
      expect(error.message).toContain('max_tokens does not fit the context window of 8192 tokens');
      expect(error.message).not.toMatch(/prompt/i);
    },
  );

  it('leaves room for the prompt where the caller set no limit', async () => {
    const message =
      "This model's maximum context length is 1024 tokens. However, you requested 1032 tokens (8 in the messages, 1024 in the completion).";
    service.runpod.script(
      strict((body) => (Number(body.max_tokens) > 1_000 ? failure(400, {}, { message }) : undefined)),
    );
    const { headers } = await service.chat({ model: 'cost_optimized' });
    expect(headers.get('x-llm-provider')).toBe('runpod');
    expect(service.runpod.requests.map(({ body }) => body.max_tokens)).toEqual([1_024, 256]);
  });
});

describe('A caller who makes a provider repeat its words', () => {
  const several = useLlmService();
  const echoing = strict(({ user }) => {
    const text = typeof user === 'string' && user.includes(' ') ? user : undefined;
    return text === undefined ? undefined : failure(400, {}, { message: `Invalid value for user: ${text}` });
  });

  it.each([
    ['a field', "property 'user' is unsupported", 'drop_fields'],
    ['a small window', 'this model has a maximum context length of 300 tokens', 'context_window'],
  ])('teaches nothing about %s to others', async (_, user, habit) => {
    const [attacker, victim] = [await issueKey(several), await issueKey(several)];
    several.runpod.script(echoing);
    await several.chat({ model: 'cost_optimized', user, messages: LONG }, bearing(attacker));
    several.runpod.script(echoing);
    const request = { model: 'cost_optimized', user: 'u-1', messages: LONG };
    const { headers } = await several.chat(request, bearing(victim));
    expect([headers.get('x-llm-provider'), headers.get('x-llm-attempts')]).toEqual(['runpod', '1']);
    expect(several.runpod.requests[0]?.body.user).toBe('u-1');
    const learned = async (holder: typeof victim) => {
      const { body } = await several.http.get('/api/v1/llm/providers').set(bearing(holder));
      return JSON.stringify(body.data);
    };
    expect(await learned(attacker)).toContain(`"habit":"${habit}"`);
    expect(await learned(victim)).not.toContain(`"habit":"${habit}"`);
  });
});
