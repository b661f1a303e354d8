import { hash } from 'node:crypto';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { lastValueFrom, type Observable, of } from 'rxjs';
import { readCredential } from '../access/authentication/authenticator.service.js';
import { callerOf } from '../access/current-caller.decorator.js';
import { openAnswer, sealAnswer } from './answer.cipher.js';
import { fingerprintOf, readIdempotencyKey } from './idempotency-key.header.js';
import type { Claim } from './idempotency-keys.repository.js';
import { IdempotentAnswerErasedError } from './idempotency.errors.js';
import { IdempotencyService } from './idempotency.service.js';

/** What an idempotent route says of its answers. */
export interface AnswerTraits<Answer = never> {
  /** The answer holds a secret: it is never stored in a way that others than its caller could read. */
  secret?: boolean;
  /** The id of the lead whose data the answer holds, if it holds any; with the lead, it is erased. */
  leadOf?: (answer: Answer) => string | null;
}

/** Under which a handler's metadata hold its `AnswerTraits`. */
export const ANSWER_TRAITS = Symbol('traits of an idempotent answer');

/** One request with a key. */
interface Exchange {
  request: FastifyRequest;
  reply: FastifyReply;
  traits: AnswerTraits;
  keyHash: Buffer;
  /** The caller's API key; none while the service is open. */
  secret: string | undefined;
}

/**
 * Does a request that bears an Idempotency-Key once, and gives its answer again to every repeat. One without a key passes
 * untouched.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly idempotency: IdempotencyService,
  ) {}

  /** @throws ValidationError, IdempotencyKeyInUseError, IdempotencyKeyReusedError, IdempotentAnswerErasedError */
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> | Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const key = readIdempotencyKey(request);
    if (key === undefined) return next.handle();
    const reply = http.getResponse<FastifyReply>();
    const traits = this.reflector.get<AnswerTraits>(ANSWER_TRAITS, context.getHandler());
    const secret = callerOf(request).keyId === null ? undefined : readCredential(request);
    return this.exchange({ request, reply, traits, keyHash: hash('sha256', key, 'buffer'), secret }, next);
  }

  private async exchange(exchange: Exchange, next: CallHandler): Promise<Observable<string>> {
    const { request, reply, keyHash, secret } = exchange;
    const caller = callerOf(request);
    const beginning = await this.idempotency.begin(caller.workspace, keyHash, fingerprintOf(request, caller));
    let text: string | undefined;
    if ('operationId' in beginning) text = await this.perform(exchange, beginning, next);
    else {
      text = openAnswer(beginning.body, keyHash, secret);
      if (text === undefined) throw new IdempotentAnswerErasedError();
      void reply.code(beginning.status).header('Idempotent-Replayed', 'true');
    }
    // Sent as text, so that the first answer and its repeats are the same to the byte.
    void reply.type('application/json; charset=utf-8');
    return of(text);
  }

  /** Goes on to the end even if the caller hangs up: the answer is there when they come back. */
  private async perform({ request, reply, traits, keyHash, secret }: Exchange, claim: Claim, next: CallHandler) {
    let text: string;
    let leadId: string | null;
    try {
      request.operationId = claim.operationId;
      const answer: unknown = await lastValueFrom(next.handle());
      text = typeof answer === 'string' ? answer : JSON.stringify(answer);
      leadId = traits.leadOf?.(answer as never) ?? null;
    } catch (error) {
      await this.idempotency.release(claim);
      throw error;
    }
    const durable = traits.secret === true;
    const body = durable && secret === undefined ? null : sealAnswer(text, keyHash, secret);
    await this.idempotency.finish({ claim, status: reply.statusCode, leadId, body, durable });
    return text;
  }
}
