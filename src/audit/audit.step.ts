import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { callerOf } from '../access/caller.js';
import type { OperationCall, OperationStep } from '../api/operation-steps.js';
import { UUID_FORM } from '../validation/uuid.decorator.js';
import { type AuditedCall, AuditService } from './audit.service.js';

/** Records every call of an audited operation in the audit log. */
@Injectable()
export class AuditStep implements OperationStep {
  constructor(private readonly audit: AuditService) {}

  run({ operation, request }: OperationCall, next: () => unknown): unknown {
    const { audited, dryRun } = operation;
    if (audited === undefined || (dryRun === true && asksForDryRun(request.body))) return next();
    return this.audit.record(callerOf(request), audited, auditedCallOf(request), next);
  }
}

/** What the log keeps of a request. */
export function auditedCallOf(request: FastifyRequest): AuditedCall {
  const { id } = (request.params ?? {}) as { id?: string };
  const targetId = id !== undefined && UUID_FORM.test(id) ? id : null;
  return { targetId, address: request.ip, requestId: request.id };
}

function asksForDryRun(body: unknown): boolean {
  return (body as { dry_run?: unknown } | undefined)?.dry_run === true;
}
