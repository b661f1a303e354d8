import { parseShort } from './answer-limits.js';

/** Most characters that are kept of them. */
const MOST_CHARACTERS = 65_536;

/** Parts of a stream that must be JSON once they are whole: structured output, and arguments of tool calls. */
export class JsonParts {
  private readonly parts = new Map<string, string>();
  private characters = 0;

  add(name: string, text: string): void {
    this.characters += text.length + 1;
    if (this.characters <= MOST_CHARACTERS) this.parts.set(name, (this.parts.get(name) ?? '') + text);
  }

  /** Whether each is whole, as far as they are kept; a tool may have no arguments. */
  get areWhole(): boolean {
    if (this.characters > MOST_CHARACTERS) return false;
    return [...this.parts.values()].every((text) => text === '' || parseShort(text) !== undefined);
  }
}
