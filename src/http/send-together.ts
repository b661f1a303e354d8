import type { FastifyInstance } from 'fastify';
import { runInRequest } from '../telemetry/request-context.js';

/** With fewer requests under way, an answer does not wait for others. */
const FEW = 8;

/**
 * Sends the answers that are ready in one turn of the event loop right after each other, at its end. Each answer wakes up the
 * process that waits for it, which takes the system as long as much of the rest of a request; those that are sent together wake it
 * up once. Must be the first hook of its kind, since the others may count an answer as sent.
 * @param underWay how many requests are under way
 */
export function sendTogether(fastify: FastifyInstance, underWay: () => number): void {
  let ready: (() => void)[] = [];
  const sendAll = () => {
    const answers = ready;
    ready = [];
    for (const send of answers) send();
  };
  fastify.addHook('onSend', ({ context }, _reply, _payload, done) => {
    if (underWay() < FEW) {
      done();
      return;
    }
    const send = () => {
      try {
        runInRequest(context, done);
      } catch (error) {
        // One that cannot be sent must not hold up the others.
        done(error as Error);
      }
    };
    if (ready.push(send) === 1) setImmediate(sendAll);
  });
}
