import { runBench } from '../bench.js';
import { compare, type Plan } from '../load.js';
import { judge, print } from '../report.js';
import { chat, providers } from './chat-load.js';

const LEAST_SHARE = 0.95;
/** Short rounds, by turns: what else the machine does for some seconds meets both alike. */
const PLAN: Plan = { rounds: 30, secondsPerRound: 1, warmUpSeconds: 20 };
const PATH = '/api/v1/llm/chat/completions';
const TAGS = { 'x-llm-tags': 'team=sales,campaign=autumn' };

/** The router with a budget on the key and tags on the request, against the same without; the ledger is on for both. */
await runBench(async (bench) => {
  const upstream = await bench.startServer(new URL('./static-upstream.js', import.meta.url));
  const url = await bench.startService({ LLM_PROVIDERS: providers(upstream), RATE_LIMIT_PER_MINUTE: '0' });
  const plain = await makeKey(url, {});
  const limited = await makeKey(url, plain.headers);
  const budget = { limit_usd: '1000', period: 'month', time_zone: 'Europe/Berlin' };
  await send(url, 'PUT', `/api/v1/llm/budgets/keys/${limited.id}`, budget, plain.headers);

  const subject = chat(url, PATH, { ...limited.headers, ...TAGS });
  const result = judge('chat completions', await compare(subject, chat(url, PATH, plain.headers), PLAN));
  print([result], ['budget and tags', 'neither']);
  console.log(`${result.ratio >= LEAST_SHARE ? 'holds' : 'FAILS'}: at least ${LEAST_SHARE} of the requests/s`);
  return result.ratio >= LEAST_SHARE;
});

async function makeKey(url: string, headers: Record<string, string>) {
  const made = await send(url, 'POST', '/api/v1/api-keys', { name: 'bench', scopes: ['admin'] }, headers);
  const { id, key } = made as { id: string; key: string };
  return { id, headers: { authorization: `Bearer ${key}` } };
}

/** @throws Error for an answer that is not 2xx */
async function send(url: string, method: string, path: string, body: object, headers: Record<string, string>) {
  const answer = await fetch(url + path, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}
