import type { Type } from '@nestjs/common';
import type { Caller } from '../../access/caller.js';
import type { AuditedAction } from '../../api/audited-action.js';
import type { Scope } from '../../api/scope.js';

/** What a client may show its user before a call. All four are given, since the defaults assume the worst. */
export interface ToolHints {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  /** Whether it calls systems outside this service. */
  readonly openWorldHint: boolean;
}

/** One call of a tool, as far as it concerns the tool. */
export interface ToolCall {
  readonly caller: Caller;
  /** Aborted when the client has gone or the time for the answer is over. */
  readonly signal: AbortSignal;

  /**
   * The result of `work`, or `undefined` if it takes longer than the client waits. It then continues in the background,
   * and the service finishes it before it stops.
   */
  readonly finishOrDetach: <Result>(work: Promise<Result>) => Promise<Result | undefined>;
}

/** Something that a model can have done. It may throw domain errors; the runner turns them into advice for the model. */
export abstract class McpTool<Input extends object = object, Output extends object = object> {
  abstract readonly name: string;
  abstract readonly title: string;
  /** Tells the model what it does, when to use it, and what to do with the result. */
  abstract readonly description: string;
  /** What the caller's key must allow. */
  abstract readonly scope: Scope;
  abstract readonly hints: ToolHints;
  /** The DTO of the arguments: their check and their schema. */
  abstract readonly input: Type<Input>;
  /** The DTO of the result; fields that it does not declare, and nulls, are left out. */
  abstract readonly output: Type<Output>;
  /** Whether it calls language models, and so counts against a key's concurrent calls. */
  readonly asksLlm: boolean = false;
  /** What the audit log calls it; `undefined` if it is not recorded there. */
  readonly audited: AuditedAction | undefined = undefined;

  abstract run(input: Input, call: ToolCall): Promise<Output>;

  /** A shorter version of a result that is too large; `undefined` if there is none. */
  abridged?(result: Output): Output | undefined;
}

export const READS: ToolHints = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
};

/** Adds data, and calls nothing outside this service. */
export const ADDS: ToolHints = { ...READS, readOnlyHint: false, idempotentHint: false };

/** Overwrites data; the same call again changes nothing more. */
export const CHANGES: ToolHints = { ...READS, readOnlyHint: false, destructiveHint: true };
