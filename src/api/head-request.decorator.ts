import { handlerParameter } from './handler-parameter.js';

/** Whether the caller wants the head of the answer alone: the framework would read a stream to its end for it. */
export const IsHeadRequest = handlerParameter(({ method }) => method === 'HEAD');
