import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { finalize, type Observable } from 'rxjs';
import { AccessSettings } from '../../config/access.settings.js';
import { LlmConcurrencyExceededError } from '../access.errors.js';
import { callerOf } from '../current-caller.decorator.js';
import { ASKS_LLM } from './asks-llm.decorator.js';

/** Lets each key ask language models so many times at once on this replica, and refuses more; nothing queues. */
@Injectable()
export class LlmConcurrencyInterceptor implements NestInterceptor {
  private readonly running = new Map<string, number>();
  private readonly limit: number;

  constructor(
    private readonly reflector: Reflector,
    { llmConcurrencyPerKey }: AccessSettings,
  ) {
    this.limit = llmConcurrencyPerKey;
  }

  /** @throws LlmConcurrencyExceededError */
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (this.limit === 0 || !this.reflector.get<boolean>(ASKS_LLM, context.getHandler())) return next.handle();
    const { keyId } = callerOf(context.switchToHttp().getRequest<FastifyRequest>());
    if (keyId === null) return next.handle();
    const count = this.running.get(keyId) ?? 0;
    if (count >= this.limit) throw new LlmConcurrencyExceededError(this.limit);
    this.running.set(keyId, count + 1);
    return next.handle().pipe(
      finalize(() => {
        this.release(keyId);
      }),
    );
  }

  private release(keyId: string): void {
    const count = (this.running.get(keyId) ?? 1) - 1;
    if (count > 0) this.running.set(keyId, count);
    else this.running.delete(keyId);
  }
}
