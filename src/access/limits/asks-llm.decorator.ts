import { applyDecorators, SetMetadata } from '@nestjs/common';
import { Fails } from '../../errors/fails.decorator.js';
import { LlmConcurrencyExceededError } from '../access.errors.js';

export const ASKS_LLM = Symbol('asks a language model');

/** Counts a route's running calls against what its caller's key may ask of language models at once. */
export function AsksLlm(): MethodDecorator {
  return applyDecorators(SetMetadata(ASKS_LLM, true), Fails(LlmConcurrencyExceededError));
}
