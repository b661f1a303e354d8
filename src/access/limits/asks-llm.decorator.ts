import { applyDecorators, UseInterceptors } from '@nestjs/common';
import { Fails } from '../../api/fails.decorator.js';
import { LlmConcurrencyExceededError } from '../access.errors.js';
import { LlmConcurrencyInterceptor } from './llm-concurrency.interceptor.js';

/**
 * Counts a route's running calls against what its caller's key may ask of language models at once. It stands above
 * `@Idempotent()`, since a replayed answer asks no model.
 */
export function AsksLlm(): MethodDecorator {
  return applyDecorators(UseInterceptors(LlmConcurrencyInterceptor), Fails(LlmConcurrencyExceededError));
}
