import type { AnswerChunk } from './chat-completion.js';
import type { TokenCounts } from './price.js';
import type { Chunk } from './stream-chunk.js';
import {
  believable,
  isOfNoTokens,
  isOfProtocol,
  mergeUsage,
  readUsage,
  sumUsage,
  toProtocol,
  usageBeside,
} from './usage-reader.js';

/** The tokens that a stream says it used, in whichever of its chunks, and what of that its caller is shown. */
export class StreamUsage {
  private usage: TokenCounts | undefined;
  /** Where choices have their own. */
  private ofChoices: Map<number, TokenCounts> | undefined;
  private hasSent = false;

  /** @param isWanted whether the caller asked for it */
  constructor(private readonly isWanted: boolean) {}

  /** Whether the provider says itself that it wrote nothing. */
  get isOfNoTokens(): boolean {
    return isOfNoTokens(this.usage);
  }

  /** Takes what a chunk reports, in any place but its choices. */
  take(chunk: Chunk): void {
    this.usage = merged(this.usage, usageBeside(chunk));
    // Groq's own place for it.
    if (chunk.x_groq != null) this.usage = merged(this.usage, (chunk.x_groq as { usage?: unknown }).usage);
  }

  /** Takes what a choice reports of itself. */
  takeOfChoice(index: number, reported: unknown): void {
    const usage = merged(this.ofChoices?.get(index), reported);
    if (usage === undefined) return;
    this.ofChoices ??= new Map();
    this.ofChoices.set(index, usage);
  }

  /** What was reported so far; `undefined` where that cannot be, of an answer with words. */
  reported(hasWords: boolean): TokenCounts | undefined {
    const ofChoices = this.ofChoices && sumUsage([...this.ofChoices.values()]);
    return believable(this.usage, hasWords) ?? believable(ofChoices, hasWords);
  }

  /** Whether the caller is not to see the usage of a chunk. */
  hides(given: unknown): boolean {
    return given != null && !this.isWanted;
  }

  /** What a chunk has in place of the usage that it came with: none for callers that did not ask, or where it makes no sense, and the names that clients know. */
  inPlaceOf(given: unknown, hasWords: boolean): Chunk {
    if (given == null) return {};
    const usage = this.isWanted ? readUsage(given) : undefined;
    this.hasSent ||= believable(usage, hasWords) !== undefined;
    if (usage !== undefined && isOfProtocol(given)) return {};
    return { usage: usage && toProtocol(given, usage) };
  }

  /** Usage that the caller requested, and that came in a place or at a time where clients do not look for it. */
  chunk(head: Chunk | undefined, hasWords: boolean): AnswerChunk | undefined {
    const usage = this.reported(hasWords);
    if (!this.isWanted || this.hasSent || usage === undefined) return undefined;
    return { data: JSON.stringify({ ...head, choices: [], usage: toProtocol(undefined, usage) }), isContent: false };
  }
}

/** The usage so far, with another report. */
function merged(usage: TokenCounts | undefined, reported: unknown): TokenCounts | undefined {
  const other = reported == null ? undefined : readUsage(reported);
  return other === undefined ? usage : mergeUsage(usage, other);
}
