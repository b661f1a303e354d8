// The least that a proxy of chat completions can do: node:http in front, undici behind, and no thought in between.
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { Pool } from 'undici';

const pool = new Pool(process.env.UPSTREAM_URL ?? '', { connections: 64 });
const server = createServer((request, response) => {
  void (async () => {
    const upstream = await pool.request({
      method: 'POST',
      path: '/v1/chat/completions',
      headers: { 'content-type': 'application/json' },
      body: await buffer(request),
    });
    response.writeHead(upstream.statusCode, { 'content-type': String(upstream.headers['content-type']) });
    upstream.body.pipe(response);
  })();
});
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) console.log(`listens on http://127.0.0.1:${address.port}`);
});
