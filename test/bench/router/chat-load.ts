import type { Target } from '../load.js';

const REQUEST = {
  model: 'static',
  max_tokens: 100,
  messages: [
    { role: 'system', content: 'You answer in one sentence.' },
    { role: 'user', content: 'What speaks for a company that asked for a demo and has a budget?' },
  ],
};

/** One chat completion at `url`, the same wherever it is sent. */
export function chat(url: string, path: string, headers: Record<string, string> = {}): Target {
  const all = { 'content-type': 'application/json', ...headers };
  return { url, requests: [{ method: 'POST', path, headers: all, body: JSON.stringify(REQUEST) }] };
}

/** One stream at `url`, read to its end. @returns whether it was whole */
export async function readStream(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/api/v1/llm/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...REQUEST, stream: true }),
  });
  return answer.ok && (await answer.text()).endsWith('data: [DONE]\n\n');
}

/** The upstream as the only provider. */
export function providers(upstream: string): string {
  return JSON.stringify([{ name: 'static', base_url: `${upstream}/v1`, model: 'static', price_input: '0.02' }]);
}
