import type { ServerResponse } from 'node:http';
import { TurnBudget } from '../resilience/turn-budget.js';
import { handlerParameter } from './handler-parameter.js';

/** To end what a client waited for takes up to a millisecond, and clients may disconnect by the hundred at the same moment. */
const ABORTED_IN_A_TURN = 16;
const budget = new TurnBudget(ABORTED_IN_A_TURN);

/**
 * An `AbortSignal` that aborts when the client disconnects before the answer is sent; not of a request with an Idempotency-Key that has
 * begun, whose answer is kept for its repeat, as what it cost would have to be paid again.
 */
export const ClientAbort = handlerParameter((request, { raw }) =>
  clientAbortSignal(raw, () => request.operationId !== undefined),
);

/**
 * Aborted when the connection closes before the answer is sent, or soon after it if many do; at once, if it has closed already.
 * @param runsToItsEnd whether the request no longer ends with its client
 */
export function clientAbortSignal(response: ServerResponse, runsToItsEnd: () => boolean = () => false): AbortSignal {
  const controller = new AbortController();
  const end = () => {
    if (response.writableFinished || runsToItsEnd()) return;
    if (budget.take(1)) controller.abort();
    else void abortLater(controller);
  };
  if (response.closed) end();
  else response.once('close', end);
  return controller.signal;
}

async function abortLater(controller: AbortController): Promise<void> {
  await budget.wait(1);
  controller.abort();
}
