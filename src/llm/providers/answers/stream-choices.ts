import type { Message } from './answer-words.js';
import { type Choice, ChoiceDeltas, lacksDelta } from './choice-deltas.js';
import { ChoiceIndexes } from './choice-indexes.js';
import { ChoiceRoles } from './choice-roles.js';
import { finishReasonOf, reasonOfCutCalls, withReason } from './finish-reason.js';
import { deltaWithTexts } from './message-forms.js';
import { hasCalls, ToolCallIndexes } from './tool-call-indexes.js';

/** The choices of a stream as the protocol has them, whatever a server sends in their place. */
export class StreamChoices {
  private readonly indexes: ChoiceIndexes;
  private readonly deltas = new ChoiceDeltas();
  private readonly calls = new ToolCallIndexes();
  private readonly roles = new ChoiceRoles();

  /** @param choices that were asked for */
  constructor(choices: number) {
    this.indexes = new ChoiceIndexes(choices);
  }

  /**
   * @returns the same list, where nothing in it changes
   * @throws ProviderFailure for a choice that failed
   */
  of(given: (Choice | null)[]): Choice[] {
    const present = given.includes(null) ? given.filter((choice) => choice !== null) : (given as Choice[]);
    let changed: Choice[] | undefined;
    for (const [at, choice] of present.entries()) {
      const right = this.choiceOf(choice, at);
      if (right !== choice) (changed ??= [...present])[at] = right;
    }
    return changed ?? present;
  }

  /** The delta that ends a choice whose provider sent no end. */
  endOf(index: number): Message {
    return this.calls.withEnd({}, index) ?? {};
  }

  private choiceOf(choice: Choice, at: number): Choice {
    const index = this.indexes.of(choice.index, at);
    const lacks = lacksDelta(choice);
    const shaped = lacks ? this.deltas.of(choice, index) : choice;
    const texts = shaped.delta == null ? shaped.delta : deltaWithTexts(shaped.delta);
    const calls = hasCalls(texts) ? this.calls.of(texts, index) : texts;
    const given = finishReasonOf(shaped);
    const reason = given !== null && this.calls.isCut(index) ? reasonOfCutCalls(given) : given;
    const delta = this.roles.of(reason === null ? calls : this.calls.withEnd(calls, index), index);
    if (!lacks && delta != null) this.deltas.noteDelta(delta);
    const ended = withReason(shaped, reason);
    if (ended === choice && delta === choice.delta && index === choice.index) return choice;
    return { ...ended, index, delta };
  }
}
