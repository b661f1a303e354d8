import type { Attack, Target } from '../attack.js';

const NOTES_CHARACTERS = 10_000;
const PHRASES = 100;
const LEADS = 20;

/** Every phrase was once looked for in every length at every word of the notes. */
export const attack: Attack = {
  title: 'an admin has leads scored whose notes and profile repeat one word',
  run: async (target) => {
    const profile = await (await send(target, 'GET', '/api/v1/scoring-profile')).json();
    const phrases = (words: number) => Array.from({ length: PHRASES }, (_, n) => 'a '.repeat((n % words) + 1).trim());
    const replace = (list: string[]) =>
      send(target, 'PUT', '/api/v1/scoring-profile', {
        ...(profile as object),
        version: undefined,
        created_at: undefined,
        ...{ ideal_industries: list, target_titles: list, buying_signals: list, disqualifiers: list, negations: list },
        ranks: list.map((phrase) => ({ phrase, seniority: 'vp' })),
      });
    const long = await replace(phrases(100));
    if (long.status !== 422) throw new Error(`Phrases of 100 words were answered with ${long.status}`);
    const short = await replace(phrases(8));
    if (short.status !== 200) throw new Error(`Phrases of eight words were answered with ${short.status}`);
    const notes = 'a '.repeat(NOTES_CHARACTERS / 2);
    const lead = { company_name: 'Acme', notes, industry: notes.slice(0, 200), contact_title: notes.slice(0, 200) };
    await Promise.all(Array.from({ length: LEADS }, () => send(target, 'POST', '/api/v1/leads/qualify', lead)));
  },
};

function send({ url, adminKey }: Target, method: string, path: string, body?: object): Promise<Response> {
  const headers = { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' };
  return fetch(url + path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
}
