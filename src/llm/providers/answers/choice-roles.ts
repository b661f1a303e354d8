import type { Message } from './answer-words.js';
import { ASSISTANT, type Choice, withRole } from './choice-deltas.js';
import { indexOf } from './stream-chunk.js';

/** Gives the first delta of each choice of a stream the role that some servers leave out, and each choice an index: clients need both. */
export class ChoiceRoles {
  /** The choices that have begun, and whether their role is from here. */
  private readonly begun = new Map<number, boolean>();

  /** @returns the same list, where nothing in it changes */
  of(choices: (Choice | null)[]): (Choice | null)[] {
    let changed: (Choice | null)[] | undefined;
    for (const [at, choice] of choices.entries()) {
      if (choice === null) continue;
      const delta = this.deltaOf(choice);
      if (delta === choice.delta && choice.index != null) continue;
      (changed ??= [...choices])[at] = { ...choice, index: choice.index ?? 0, delta };
    }
    return changed ?? choices;
  }

  /** The delta with its role; another one, or one that comes after ours, is left out, as some clients append it. */
  private deltaOf(choice: Choice): Message | null | undefined {
    const { delta } = choice;
    const isAdded = this.begun.get(indexOf(choice));
    if (isAdded === undefined) return this.begin(choice);
    const role = delta?.role;
    return role == null || (role === ASSISTANT && !isAdded) ? delta : { ...delta, role: undefined };
  }

  private begin(choice: Choice): Message {
    const delta = withRole(choice.delta);
    this.begun.set(indexOf(choice), delta !== choice.delta);
    return delta;
  }
}
