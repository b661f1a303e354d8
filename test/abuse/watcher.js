// A process of its own, so that a busy attacker does not delay it: sends GET /ping every 50 ms, and reads a lead with a good
// key every 200 ms. It ends at SIGTERM with one line of JSON: the slowest answer of each, and what failed.
const [url, key, leadId] = process.argv.slice(2);
const result = { pings: 0, slowestPingMs: 0, reads: 0, slowestReadMs: 0, failures: [] };
const controller = new AbortController();
const LIMIT_MS = 15_000;

async function watch(path, headers, everyMs, onAnswer) {
  while (!controller.signal.aborted) {
    const startedAt = performance.now();
    try {
      const response = await fetch(url + path, { headers, signal: AbortSignal.timeout(LIMIT_MS) });
      await response.arrayBuffer();
      if (response.status !== 200) result.failures.push(`${path} answered ${response.status}`);
    } catch (error) {
      result.failures.push(`${path}: ${error.cause?.code ?? error.name}`);
    }
    const tookMs = performance.now() - startedAt;
    onAnswer(tookMs);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, everyMs - tookMs)));
  }
}

process.on('SIGTERM', () => controller.abort());
process.stdout.write('ready\n');
await Promise.all([
  watch('/ping', {}, 50, (ms) => {
    result.pings++;
    result.slowestPingMs = Math.max(result.slowestPingMs, Math.round(ms));
  }),
  watch(`/api/v1/leads/${leadId}`, { authorization: `Bearer ${key}` }, 200, (ms) => {
    result.reads++;
    result.slowestReadMs = Math.max(result.slowestReadMs, Math.round(ms));
  }),
]);
process.stdout.write(`${JSON.stringify(result)}\n`);
