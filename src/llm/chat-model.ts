import type { WorkspaceId } from '../database/workspace-id.js';
import type { LlmOperation } from './ledger/ledger-row.js';
import type { RoutingStrategy } from './llm.settings.js';

export interface ChatMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

export interface ChatRequest {
  /** Who pays. */
  workspace: WorkspaceId;
  operation: LlmOperation;
  messages: ChatMessage[];
  /** Most tokens of the answer; always sent, since one provider's default is 16. */
  maxTokens: number;
  /** Asks for JSON of exactly this schema. */
  responseSchema: { name: string; schema: Record<string, unknown> };
  strategy?: RoutingStrategy | undefined;
  /** When the answer is of no use any more, by `performance.now()`. */
  deadlineAt: number;
  /** Ends the call; without it, what was begun is finished, whether anybody waits or not. */
  signal?: AbortSignal | undefined;
}

export interface ChatAnswer {
  text: string;
  provider: string;
  /** The model that answered, as the provider names it. */
  model: string;
  promptTokens: number;
  completionTokens: number;
  costPicoUsd: bigint;
  /** How many providers had to be asked, the last one included. */
  attempts: number;
}

/** A language model that answers a conversation; its own class is its injection token. */
export abstract class ChatModel {
  /** Whether any provider has a key; nothing may be asked otherwise. */
  abstract readonly isConfigured: boolean;

  /** @throws LlmError */
  abstract complete(request: ChatRequest): Promise<ChatAnswer>;
}
