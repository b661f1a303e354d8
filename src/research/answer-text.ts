interface Choice {
  delta?: { content?: unknown } | null;
  finish_reason?: unknown;
}

/** Puts together what the chunks of a stream say; what a model thinks aloud is no part of its answer. */
export class AnswerText {
  whole = '';
  /** Whether it ended at the limit of its tokens. */
  isCut = false;

  /**
   * @param data a chunk's JSON
   * @returns what it adds
   */
  add(data: string): string {
    const { choices } = JSON.parse(data) as { choices?: unknown };
    const [first] = Array.isArray(choices) ? (choices as (Choice | null)[]) : [];
    this.isCut ||= first?.finish_reason === 'length';
    const content = first?.delta?.content;
    const text = typeof content === 'string' ? content : '';
    this.whole += text;
    return text;
  }
}
