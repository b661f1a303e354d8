import type { Attack, Target } from '../attack.js';

const FORMS = 100;
const FOR_MS = 5_000;
const EMPTY_PART = '--x\r\n\r\n\r\n';
const FIELD = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n';
const BODIES = [EMPTY_PART.repeat(100_000), FIELD.repeat(20_000)].map((parts) => `${parts}--x--\r\n`);

/** A form is refused for its 22nd part, but its parser goes through all that has arrived. */
export const attack: Attack = {
  title: 'a key sends forms of 100,000 parts, 100 at a time',
  run: async (target) => {
    const until = Date.now() + FOR_MS;
    const repeat = async (body: string) => {
      while (Date.now() < until) await send(target, body);
    };
    await Promise.all(Array.from({ length: FORMS }, (_, index) => repeat(BODIES[index % BODIES.length]!)));
  },
};

async function send({ url, userKey }: Target, body: string): Promise<void> {
  const headers = { authorization: `Bearer ${userKey}`, 'content-type': 'multipart/form-data; boundary=x' };
  let status: number;
  try {
    const response = await fetch(`${url}/api/v1/imports`, { method: 'POST', headers, body });
    await response.arrayBuffer();
    ({ status } = response);
  } catch {
    // The connection is closed behind the answer, while the rest of the form is sent.
    return;
  }
  if (![400, 429, 503].includes(status)) throw new Error(`A form of many parts was answered with ${status}`);
}
