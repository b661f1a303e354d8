import type { Dispatcher } from 'undici';
import { outboundClient } from '../../outbound/outbound-dispatcher.js';
import type { OutboundSettings } from '../../outbound/outbound.settings.js';
import type { LlmSettings } from '../llm.settings.js';
import { configuredAddresses, type ConfiguredAddress } from './configured-providers.js';
import { headersOf, urlOf } from './provider-address.js';

const TIMEOUT_MS = 10_000;
/** Lists of thousands of models are shorter. */
const MAX_LIST_BYTES = 8 * 1024 * 1024;
/** A request to the models of a serverless endpoint would start a worker, which costs; its health does not. */
const RUNPOD_SERVERLESS = /^(https:\/\/api\.runpod\.ai\/v2\/[^/]+)\/openai\/v1\/?$/;

/** What a provider answered to a request that costs nothing. */
export interface ProviderCheck {
  name: string;
  model: string;
  /** Of its answer; `undefined` where there was none. */
  status?: number;
  /** Why there was none: a code such as `ECONNREFUSED`, or the message of the error. */
  failure?: string;
  /** Its clock, by the header `Date`. */
  date?: Date;
  /** Models that it lists, if it does. */
  models?: string[];
}

/** Asks every configured provider for its list of models, all at once. Never throws for one that does not answer. */
export function checkProviders(settings: LlmSettings, outbound: OutboundSettings): Promise<ProviderCheck[]> {
  return Promise.all(configuredAddresses(settings).map((provider) => check(provider, outbound)));
}

async function check({ name, model, address }: ConfiguredAddress, outbound: OutboundSettings): Promise<ProviderCheck> {
  const serverless = RUNPOD_SERVERLESS.exec(address.baseUrl)?.[1];
  const url = serverless === undefined ? urlOf(address, '/models') : new URL(`${serverless}/health`);
  const client = outboundClient(url.origin, { connect: { timeout: TIMEOUT_MS } }, outbound);
  try {
    const response = await client.request({
      method: 'GET',
      origin: url.origin,
      path: url.pathname + url.search,
      headers: headersOf(address),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const date = new Date(String(response.headers.date));
    const models = modelsIn(await bodyOf(response));
    return {
      ...{ name, model, status: response.statusCode },
      ...(Number.isNaN(date.getTime()) ? {} : { date }),
      ...(models === undefined ? {} : { models }),
    };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { name, model, failure: typeof code === 'string' ? code : message };
  } finally {
    await client.destroy();
  }
}

/** As much of it as a list of models may take. */
async function bodyOf({ body }: Dispatcher.ResponseData): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of body as AsyncIterable<Buffer>) {
    parts.push(part);
    bytes += part.length;
    if (bytes > MAX_LIST_BYTES) break;
  }
  return Buffer.concat(parts).toString();
}

/** Ids of the models in OpenAI's list; `undefined` for anything else. */
function modelsIn(body: string): string[] | undefined {
  try {
    const { data } = JSON.parse(body) as { data?: unknown };
    if (!Array.isArray(data)) return undefined;
    return data.flatMap((entry: { id?: unknown } | null) => (typeof entry?.id === 'string' ? [entry.id] : []));
  } catch {
    return undefined;
  }
}
