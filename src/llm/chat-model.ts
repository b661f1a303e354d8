import type { RoutingStrategy } from './router/routing-strategy.js';

export interface ChatMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

export interface ChatRequest {
  messages: ChatMessage[];
  /** Most tokens of the answer; always sent, since one provider's default is 16. */
  maxTokens: number;
  /** Asks for JSON of exactly this schema. */
  responseSchema: { name: string; schema: Record<string, unknown> };
  strategy?: RoutingStrategy | undefined;
  signal: AbortSignal;
}

export interface ChatAnswer {
  text: string;
  provider: string;
  /** The model that answered, as the provider names it. */
  model: string;
}

/** A language model that answers a conversation; its own class is its injection token. */
export abstract class ChatModel {
  /** Whether any provider has a key; nothing may be asked otherwise. */
  abstract readonly isConfigured: boolean;

  /** @throws LlmError */
  abstract complete(request: ChatRequest): Promise<ChatAnswer>;
}
