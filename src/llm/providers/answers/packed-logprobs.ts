import { newId } from '../../../ids/new-id.js';

/** Stands for log probabilities in a text. */
const MARK = newId();
const MARKED = new RegExp(`"${MARK} (\\d+)"`, 'g');

/**
 * An answer or a chunk as JSON text. The log probabilities of a long one are never looked into: they stay bytes of their own JSON text,
 * as `parseJson` of the threads left them.
 */
export function toText(answer: object): string {
  const { choices } = answer as { choices?: unknown };
  if (!Array.isArray(choices) || !choices.some(isPacked)) return JSON.stringify(answer);
  const packed: Uint8Array[] = [];
  const marked = choices.map((choice: unknown) => {
    if (!isPacked(choice)) return choice;
    packed.push(choice.logprobs);
    return { ...choice, logprobs: `${MARK} ${packed.length - 1}` };
  });
  const text = JSON.stringify({ ...answer, choices: marked });
  return text.replace(MARKED, (_, index: string) => new TextDecoder().decode(packed[Number(index)]));
}

function isPacked(choice: unknown): choice is { logprobs: Uint8Array } {
  return (choice as { logprobs?: unknown } | null)?.logprobs instanceof Uint8Array;
}
