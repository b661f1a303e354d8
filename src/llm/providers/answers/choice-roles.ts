import type { Message } from './answer-words.js';
import { type Choice, withRole } from './choice-deltas.js';
import { indexOf } from './stream-chunk.js';

/** Gives the first delta of each choice of a stream the role that some servers leave out and clients need. */
export class ChoiceRoles {
  /** The choices that have begun, and whether their role is from here. */
  private readonly begun = new Map<number, boolean>();

  /** @returns the same list, where nothing in it changes */
  of(choices: (Choice | null)[]): (Choice | null)[] {
    let changed: (Choice | null)[] | undefined;
    for (const [at, choice] of choices.entries()) {
      const delta = choice === null ? undefined : this.deltaOf(choice);
      if (delta !== undefined && delta !== choice?.delta) (changed ??= [...choices])[at] = { ...choice, delta };
    }
    return changed ?? choices;
  }

  /** The delta with its role; a role that comes after ours is left out, as some clients append it to ours. */
  private deltaOf(choice: Choice): Message | null | undefined {
    const { delta } = choice;
    const isAdded = this.begun.get(indexOf(choice));
    if (isAdded === undefined) return this.begin(choice);
    const role = delta?.role;
    return role == null || (role !== '' && !isAdded) ? delta : { ...delta, role: undefined };
  }

  private begin(choice: Choice): Message {
    const delta = withRole(choice.delta);
    this.begun.set(indexOf(choice), delta !== choice.delta);
    return delta;
  }
}
