// A process of its own, so that a busy attacker does not delay it: sends GET /ping every 50 ms, and reads a lead with a good
// key every 200 ms. It prints "ready" once it has connected and loaded what it needs, and ends at SIGTERM with one line of
// JSON: the slowest answer of each, and what failed.
const [url, key, leadId] = process.argv.slice(2);
const result = { pings: 0, slowestPingMs: 0, reads: 0, slowestReadMs: 0, failures: [] };
const controller = new AbortController();
const LIMIT_MS = 15_000;

async function read(path, headers) {
  const response = await fetch(url + path, { headers, signal: AbortSignal.timeout(LIMIT_MS) });
  await response.arrayBuffer();
  if (response.status !== 200) result.failures.push(`${path} answered ${response.status}`);
}

async function watch(path, headers, everyMs, onAnswer) {
  while (!controller.signal.aborted) {
    const startedAt = performance.now();
    try {
      await read(path, headers);
    } catch (error) {
      result.failures.push(`${path}: ${error.cause?.code ?? error.name}`);
    }
    const tookMs = performance.now() - startedAt;
    onAnswer(tookMs);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, everyMs - tookMs)));
  }
}

const PING = '/ping';
const LEAD = `/api/v1/leads/${leadId}`;
const HEADERS = { authorization: `Bearer ${key}` };

process.on('SIGTERM', () => controller.abort());
// A connection each, as afterwards.
await Promise.all([read(PING, {}), read(LEAD, HEADERS)]);
process.stdout.write('ready\n');
await Promise.all([
  watch(PING, {}, 50, (ms) => {
    result.pings++;
    result.slowestPingMs = Math.max(result.slowestPingMs, Math.round(ms));
  }),
  watch(LEAD, HEADERS, 200, (ms) => {
    result.reads++;
    result.slowestReadMs = Math.max(result.slowestReadMs, Math.round(ms));
  }),
]);
process.stdout.write(`${JSON.stringify(result)}\n`);
