import { guessTokens, type LlmThreads } from '../threads/llm-threads.service.js';
import type { ChatBody } from './chat-completion.js';
import type { TokenCounts } from './price.js';

/** Tokens that a message costs besides its text, and that every answer costs once, as OpenAI's cookbook counts them. */
const TOKENS_PER_MESSAGE = 3;
const TOKENS_PER_REPLY = 3;
/** What an answer is expected to take where the caller set no limit. */
const EXPECTED_COMPLETION = 500;
const MAX_BYTES_PER_UNIT = 3;

/** The prompt of one request. Its tokens are counted once at most, whatever the number of attempts. */
export class Prompt {
  private counted: Promise<number> | undefined;
  private readonly text: string;

  /**
   * @param limit the number that tokens are counted to
   * @param owner who waits for the count
   */
  constructor(
    private readonly body: ChatBody,
    private readonly threads: LlmThreads,
    private readonly limit: number,
    private readonly owner: string,
  ) {
    this.text = promptText(body);
  }

  /** A cheap estimate of prompt and answer, good enough to compare prices by. */
  get expected(): TokenCounts {
    const { max_completion_tokens, max_tokens } = this.body;
    const completion = max_completion_tokens ?? max_tokens ?? EXPECTED_COMPLETION;
    return { prompt: guessTokens(this.text), cached: 0, completion };
  }

  /** Whether it has more tokens than `limit`. A text never has more tokens than bytes, so most are not counted. */
  async exceeds(limit: number): Promise<boolean> {
    return this.text.length * MAX_BYTES_PER_UNIT >= limit && (await this.tokens()) > limit;
  }

  /** Tokens of the prompt and of the text that answered it, for where the provider reports none. */
  async usageWith(completion: string): Promise<TokenCounts> {
    const [prompt, answered] = await Promise.all([
      this.tokens(),
      this.threads.countTokens(completion, Infinity, this.owner),
    ]);
    return { prompt, cached: 0, completion: answered };
  }

  private tokens(): Promise<number> {
    const overhead = this.body.messages.length * TOKENS_PER_MESSAGE + TOKENS_PER_REPLY;
    this.counted ??= this.threads.countTokens(this.text, this.limit, this.owner).then((tokens) => tokens + overhead);
    return this.counted;
  }
}

/** Everything in a request that the model reads. */
function promptText({ messages, tools, functions, response_format }: ChatBody): string {
  const parts: string[] = [];
  for (const message of messages) collect(message, parts);
  for (const extra of [tools, functions, response_format]) if (extra != null) parts.push(JSON.stringify(extra));
  return parts.join('\n');
}

function collect(value: unknown, parts: string[]): void {
  if (typeof value === 'string') parts.push(value);
  else if (Array.isArray(value)) for (const one of value) collect(one, parts);
  else if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) collect(one, parts);
}
