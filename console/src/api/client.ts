import createClient from 'openapi-fetch';
import type { components, paths } from './schema';
import { ApiError, readError, UnreachableError } from './errors';
import { sessionEnded } from '../app/session-state';

export type Schemas = components['schemas'];
export type Lead = Schemas['LeadResponse'];

/** The API of the service that has served this page; it refuses changes without the header. */
export const api = createClient<paths>({ baseUrl: '/', headers: { 'x-sales-agent-console': '1' } });

api.use({
  async onResponse({ response }) {
    if (response.ok) return;
    const error = await readError(response);
    if (response.status === 401) sessionEnded();
    throw error;
  },
  onError: ({ error }) => (error instanceof ApiError || isAbort(error) ? undefined : new UnreachableError()),
});

/** What an answer holds; failed ones have thrown. */
export async function dataOf<Data>(answer: Promise<{ data?: Data }>): Promise<NonNullable<Data>> {
  const { data } = await answer;
  return data as NonNullable<Data>;
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}
