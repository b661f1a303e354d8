import type { Message } from './answer-words.js';
import { withRole } from './choice-deltas.js';

/**
 * Gives the first delta of each choice of a stream the role that some servers leave out and clients need, and takes it from all others, where
 * some clients append it.
 */
export class ChoiceRoles {
  private readonly begun = new Set<number>();

  /**
   * @param index of the choice
   * @returns the same delta, where nothing in it changes
   */
  of(delta: Message | null | undefined, index: number): Message | null | undefined {
    if (!this.begun.has(index)) {
      this.begun.add(index);
      return withRole(delta);
    }
    return delta?.role == null ? delta : { ...delta, role: undefined };
  }
}
