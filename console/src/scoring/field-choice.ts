import type { ModelDetails } from './model-words';

/** The fields that a training takes or leaves against the service's own judgement. */
export interface FieldChoice {
  include: string[];
  exclude: string[];
}

type LeftOut = ModelDetails['left_out'][number]['reason'];

/** Whether a field that was left out for this reason can be asked for all the same. */
export function canBeAskedFor(reason: LeftOut): boolean {
  return reason === 'excluded' || reason === 'identifier' || reason === 'possible_leak';
}

/** Whether the next training takes a field that this one took, or left out for `reason`. */
export function isTaken({ include, exclude }: FieldChoice, field: string, reason?: LeftOut): boolean {
  return reason === undefined || reason === 'excluded' ? !exclude.includes(field) : include.includes(field);
}

/** The choice with a field that this training took, or left out for `reason`, taken or left. */
export function choose(choice: FieldChoice, field: string, isWanted: boolean, reason?: LeftOut): FieldChoice {
  const list = reason === undefined || reason === 'excluded' ? 'exclude' : 'include';
  const isListed = isWanted === (list === 'include');
  const others = choice[list].filter((one) => one !== field);
  return { ...choice, [list]: isListed ? [...others, field] : others };
}

/** Whether both lead to the same training. */
export function isSame(a: FieldChoice, b: FieldChoice): boolean {
  return textOf(a) === textOf(b);
}

function textOf({ include, exclude }: FieldChoice): string {
  return JSON.stringify([include.toSorted(), exclude.toSorted()]);
}
