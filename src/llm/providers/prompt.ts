import { guessTokens, type LlmThreads } from '../threads/llm-threads.service.js';
import type { ChatBody } from './answers/chat-completion.js';
import type { TokenCounts } from './answers/price.js';
import { PromptParts } from './prompt-parts.js';

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
  /** Tokens of images and sounds. */
  private readonly media: number;
  /** Tokens that stand for themselves, as the input of embeddings may. */
  private readonly givenTokens: number;

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
    const parts = new PromptParts();
    parts.add(body.messages);
    // Of embeddings, which have no messages.
    parts.add(body.input);
    for (const extra of [body.tools, body.functions, body.response_format]) {
      if (extra != null) parts.addText(JSON.stringify(extra));
    }
    this.text = parts.text;
    this.media = parts.mediaTokens;
    this.givenTokens = numbersIn(body.input);
  }

  /** A cheap estimate of prompt and answer, good enough to compare prices by. */
  get expected(): TokenCounts {
    const { max_completion_tokens, max_tokens } = this.body;
    const completion = max_completion_tokens ?? max_tokens ?? EXPECTED_COMPLETION;
    return { prompt: guessTokens(this.text) + this.media, cached: 0, completion };
  }

  /** The most that its own tokens can be: no text has more of them than bytes. */
  get mostTokens(): number {
    return Buffer.byteLength(this.text) + this.body.messages.length * TOKENS_PER_MESSAGE + TOKENS_PER_REPLY;
  }

  /** Whether it has more tokens than `limit`. A text never has more tokens than bytes, so most are not counted. */
  exceeds(limit: number): boolean | Promise<boolean> {
    return this.text.length * MAX_BYTES_PER_UNIT >= limit && this.tokens().then((tokens) => tokens > limit);
  }

  /**
   * Tokens of the prompt and of the text that answered it, for where the provider reports none.
   * @param completion the text, or its beginning
   * @param length characters of all of it
   */
  async usageWith(completion: string, length = completion.length): Promise<TokenCounts> {
    const [prompt, counted] = await Promise.all([
      this.tokens(),
      this.threads.countTokens(completion, Infinity, this.owner),
    ]);
    const answered = Math.ceil(counted * (length / Math.max(1, completion.length)));
    return { prompt: prompt + this.media, cached: 0, completion: answered };
  }

  private tokens(): Promise<number> {
    const { length } = this.body.messages;
    const overhead = this.givenTokens + (length > 0 ? length * TOKENS_PER_MESSAGE + TOKENS_PER_REPLY : 0);
    this.counted ??= this.threads.countTokens(this.text, this.limit, this.owner).then((tokens) => tokens + overhead);
    return this.counted;
  }
}

function numbersIn(value: unknown): number {
  if (typeof value === 'number') return 1;
  return Array.isArray(value) ? value.reduce<number>((sum, one) => sum + numbersIn(one), 0) : 0;
}
