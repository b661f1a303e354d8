import { handlerParameter } from './handler-parameter.js';

/** The body as it was sent, where it is not for the pipes to check. */
export const SentBody = handlerParameter(({ body }) => body);
