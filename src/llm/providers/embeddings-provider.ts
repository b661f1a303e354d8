import type { AnswerLimits } from './answers/answer-limits.js';
import type { AnswerBody } from './answers/answer-reader.js';
import type { ChatBody, WholeAnswer } from './answers/chat-completion.js';
import { readEmbeddings } from './embeddings.js';
import { type AttemptLimits, LlmProvider } from './llm-provider.js';
import type { SentRequest } from './lessons.js';
import type { ProviderEndpoint } from './provider-client.js';
import { ProviderFailure } from './failures/provider-failure.js';
import type { ProviderProfile } from './provider-profile.js';

const EMBEDDINGS = '/embeddings';

/** The embeddings of a server that speaks OpenAI's protocol: its profile has the model and the price of those alone. */
export class EmbeddingsProvider extends LlmProvider {
  /** @param maxAnswerBytes of the vectors of one request, which are larger than any text */
  constructor(
    profile: ProviderProfile,
    endpoint: ProviderEndpoint,
    private readonly maxAnswerBytes: number,
  ) {
    super(profile, { ...endpoint, path: EMBEDDINGS });
  }

  override complete(body: ChatBody, model: string, limits: AttemptLimits): Promise<WholeAnswer> {
    const answer = { ...limits.answer, maxAnswerBytes: this.maxAnswerBytes };
    return super.complete(body, model, { ...limits, answer });
  }

  protected override requestOf(body: ChatBody, model: string, isStream: boolean, limits: AttemptLimits): SentRequest {
    const sent = super.requestOf(body, model, isStream, limits);
    const { dropFields } = sent.known.habits;
    const kept = Object.entries(body).filter(([name]) => name !== 'messages' && !dropFields.includes(name));
    return { ...sent, wire: { ...Object.fromEntries(kept), model } as unknown as ChatBody, hasOwnLimit: true };
  }

  /** An input that is too long says nothing about a window, which each of several has to itself. */
  protected override learnFrom(failure: ProviderFailure, sent: SentRequest): ProviderFailure {
    if (failure.failureClass !== 'context_length') return super.learnFrom(failure, sent);
    return new ProviderFailure('refused', failure.message, failure.facts, { cause: failure });
  }

  protected override read(
    answer: AnswerBody,
    request: ChatBody,
    model: string,
    limits: AnswerLimits,
  ): Promise<WholeAnswer> {
    return readEmbeddings(answer, request, model, limits);
  }
}
