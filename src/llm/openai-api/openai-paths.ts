import type { FastifyInstance } from 'fastify';

/** Where the OpenAI endpoints are declared. */
const HOME = '/api/v1/llm';
/** Base URLs that people give OpenAI clients as well: of the host alone, and with the `/v1` that examples end in. */
const OTHER_BASES = ['/v1', `${HOME}/v1`];
const ENDPOINTS = ['/chat/completions', '/embeddings', '/models', '/models/*'];
const SERVED = new Set(ENDPOINTS.map((endpoint) => HOME + endpoint));

const BELOW_A_BASE = /^\/(?:api\/v1\/llm|v1)(?:\/|$)/;
/** The same under a base URL that is none, such as that of the host alone. */
const ENDS_IN_AN_ENDPOINT = /\/(?:chat\/completions|completions|responses|embeddings|models)\/?$/;
/** Longest part of a path that a message repeats. */
const LONGEST_PATH = 200;

const OFFERED =
  'The base URL of OpenAI clients is http(s)://<this host>/v1, and below it are POST /chat/completions, POST /embeddings, ' +
  'GET /models and GET /models/{id}.';
const SWITCH =
  "Switch the client to chat completions: openai by client.chat.completions, the AI SDK by provider.chat('auto'), " +
  "@openai/agents by setOpenAIAPI('chat_completions'), LangChain by useResponsesApi: false.";

/** APIs of OpenAI that are not offered, by the first part of their path, and what to use in their place. */
const ADVICE: [api: RegExp, advice: string][] = [
  [/\/responses(?:\/|$)/, `The Responses API is not offered. ${SWITCH}`],
  [/\/(?:assistants|threads|conversations)(?:\/|$)/, `Conversations are not stored. ${SWITCH}`],
  [
    /(?<!\/chat)\/completions\/?$/,
    'Completions of a text are not offered. Send messages to chat completions: LangChain by ChatOpenAI, the AI SDK by ' +
      "provider.chat('auto').",
  ],
];

/** Serves the OpenAI endpoints at the other base URLs too. Must be called before they are registered. */
export function serveOtherBases(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    // A route for HEAD follows from that for GET.
    if (!SERVED.has(route.url) || route.method === 'HEAD') return;
    for (const base of OTHER_BASES) fastify.route({ ...route, url: base + route.url.slice(HOME.length) });
  });
}

/** Whether an unknown path looks like one of OpenAI's API, so that its error should have the shape of that API. */
export function isOpenAiPath(path: string): boolean {
  return BELOW_A_BASE.test(path) || ENDS_IN_AN_ENDPOINT.test(path);
}

/** What is offered in place of an unknown path; OpenAI clients print nothing of an error but its message. */
export function explainOpenAiPath(method: string, path: string): string {
  const advice = ADVICE.find(([api]) => api.test(path))?.[1];
  const unknown = `Nothing answers ${method} ${path.slice(0, LONGEST_PATH)}.`;
  return [unknown, advice, OFFERED].filter((part) => part !== undefined).join(' ');
}
