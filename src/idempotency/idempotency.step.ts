import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readCredential } from '../access/authentication/authenticator.service.js';
import { callerOf } from '../access/caller.js';
import type { IdempotentAnswers } from '../api/operation.js';
import type { OperationCall, OperationStep } from '../api/operation-steps.js';
import { openAnswer, sealAnswer } from './answer.cipher.js';
import { fingerprintOf, hashOfKey, readIdempotencyKey, refuseStream } from './idempotency-key.header.js';
import type { Claim } from './idempotency-keys.repository.js';
import { IdempotentAnswerErasedError } from './idempotency.errors.js';
import { IdempotencyService } from './idempotency.service.js';

/** A request with an Idempotency-Key. */
interface KeyedCall {
  request: FastifyRequest;
  reply: FastifyReply;
  answers: IdempotentAnswers;
  keyHash: Buffer;
  /** The caller's API key; none in open mode. */
  secret: string | undefined;
}

/**
 * Runs an idempotent operation once for each Idempotency-Key, and gives every repeat the first answer. A request without
 * a key passes untouched.
 */
@Injectable()
export class IdempotencyStep implements OperationStep {
  constructor(private readonly idempotency: IdempotencyService) {}

  /** @throws ValidationError, IdempotencyKeyInUseError, IdempotencyKeyReusedError, IdempotentAnswerErasedError */
  run({ operation, request, reply }: OperationCall, next: () => unknown): unknown {
    const { idempotent } = operation;
    const key = idempotent === undefined ? undefined : readIdempotencyKey(request);
    if (idempotent === undefined || key === undefined) return next();
    refuseStream(request.body);
    const caller = callerOf(request);
    const secret = caller.keyId === null ? undefined : readCredential(request);
    const answers = idempotent === true ? {} : idempotent;
    return this.answer({ request, reply, answers, keyHash: hashOfKey(key, caller), secret }, next);
  }

  private async answer(call: KeyedCall, next: () => unknown): Promise<string> {
    const text = await this.answerText(call, next);
    // Sent as text, so that the first answer and its repeats are the same to the byte.
    void call.reply.type('application/json; charset=utf-8');
    return text;
  }

  private async answerText(call: KeyedCall, next: () => unknown): Promise<string> {
    const { request, reply, keyHash, secret } = call;
    const found = await this.idempotency.begin(callerOf(request).workspace, keyHash, fingerprintOf(request));
    if ('operationId' in found) return this.perform(call, found, next);
    const text = openAnswer(found.body, keyHash, secret);
    if (text === undefined) throw new IdempotentAnswerErasedError();
    void reply.code(found.status).header('Idempotent-Replayed', 'true');
    return text;
  }

  /** Runs to the end even if the client disconnects, so that a repeat gets the answer, and nothing is paid for twice. */
  private async perform(call: KeyedCall, claim: Claim, next: () => unknown): Promise<string> {
    const { request, reply, answers, keyHash, secret } = call;
    let text: string;
    let leadId: string | null;
    try {
      request.operationId = claim.operationId;
      const answer = await next();
      text = typeof answer === 'string' ? answer : JSON.stringify(answer);
      leadId = answers.leadOf?.(answer as object) ?? null;
    } catch (error) {
      await this.idempotency.release(claim);
      throw error;
    }
    const durable = answers.secret === true;
    const body = durable && secret === undefined ? null : sealAnswer(text, keyHash, secret);
    await this.idempotency.finish({ claim, status: reply.statusCode, leadId, body, durable });
    return text;
  }
}
