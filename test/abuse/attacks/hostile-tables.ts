import type { Attack, Target } from '../attack.js';

const ROUNDS = 5;
const WORDS = ['of', 'the', 'work', 'company', 'nr', 'business'];

/** Tables whose first rows are slow to be told from a header. */
const TABLES: string[] = [
  `company_name\n${`A${','.repeat(5_000)}\n`.repeat(50)}`,
  `company_name\n${`A${' '.repeat(150_000)}b\n`.repeat(5)}`,
  `${Array.from({ length: 5_000 }, (_, at) => `name ${at}`).join()}\n`.repeat(5),
  `${Array.from({ length: 5_000 }, (_, at) => WORDS.slice(at % 5).join(' ')).join()}\n`.repeat(5),
  `a,${'of/'.repeat(60_000)}\n`.repeat(5),
];

/** The names of columns are guessed, in many languages and forms. */
export const attack: Attack = {
  title: 'a key sends tables of strange names of columns',
  run: async (target) => {
    const statuses = new Set<number>();
    for (let round = 0; round < ROUNDS; round++) {
      for (const status of await Promise.all(TABLES.map((table) => upload(target, table)))) statuses.add(status);
    }
    const wrong = [...statuses].filter((status) => status >= 500 && status !== 503);
    if (wrong.length > 0) throw new Error(`Answered with ${wrong.join()}`);
  },
};

async function upload({ url, userKey }: Target, body: string): Promise<number> {
  const headers = { authorization: `Bearer ${userKey}`, 'content-type': 'text/csv' };
  const response = await fetch(`${url}/api/v1/imports`, { method: 'POST', headers, body });
  await response.arrayBuffer();
  return response.status;
}
