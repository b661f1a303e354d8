import type { z } from 'zod';
import type { Caller, Scope } from '../../access/caller.js';

/** What a client may tell its user of a tool before it is called; all four, since their defaults suppose the worst. */
export interface ToolHints {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  /** Whether it asks somebody beyond this service. */
  readonly openWorldHint: boolean;
}

/** One call of a tool, as far as it concerns the tool. */
export interface ToolCall {
  readonly caller: Caller;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** Time for the answer, in ms. */
  readonly budgetMs: number;

  /** Lets `work` go on after the answer, whether anybody waits or not; the service finishes it before it stops. */
  detach(work: Promise<unknown>): void;
}

/** Something that a model can have done. What may be thrown is a domain error; the runner tells the model what to do. */
export abstract class McpTool<Input extends z.ZodObject = z.ZodObject, Output extends z.ZodObject = z.ZodObject> {
  abstract readonly name: string;
  abstract readonly title: string;
  /** Says to the model what it does, when to use it, and what to do with the answer. */
  abstract readonly description: string;
  /** What the caller's key must allow. */
  abstract readonly scope: Scope;
  abstract readonly hints: ToolHints;
  abstract readonly input: Input;
  abstract readonly output: Output;
  /** Whether it asks language models, and so counts against what a key may ask of them at once. */
  readonly asksLlm: boolean = false;

  abstract run(input: z.output<Input>, call: ToolCall): Promise<z.input<Output>>;

  /** Less of an answer that is larger than answers may be; nothing, if it is as short as can be. */
  abridged?(answer: z.output<Output>): z.output<Output> | undefined;
}

export const READS: ToolHints = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
};
