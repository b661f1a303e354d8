import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { finalize, type Observable, tap } from 'rxjs';
import { callerOf } from '../current-caller.decorator.js';
import { LlmConcurrency } from './llm-concurrency.service.js';

/** Counts a call for as long as it asks: until its handler is done, or the stream that it answers with is. */
@Injectable()
export class LlmConcurrencyInterceptor implements NestInterceptor {
  constructor(private readonly concurrency: LlmConcurrency) {}

  /** @throws LlmConcurrencyExceededError */
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { keyId } = callerOf(context.switchToHttp().getRequest<FastifyRequest>());
    if (keyId === null) return next.handle();
    const leave = this.concurrency.enter(keyId);
    let isStreaming = false;
    return next.handle().pipe(
      tap((answer) => {
        if (!(answer instanceof Readable)) return;
        isStreaming = true;
        answer.once('close', leave);
      }),
      finalize(() => {
        if (!isStreaming) leave();
      }),
    );
  }
}
