import type { FastifyInstance } from 'fastify';
import { AccessDeniedError } from '../access/access.errors.js';
import { callerOf } from '../access/caller.js';
import type { AuditService } from './audit.service.js';
import { auditedCallOf } from './audit.step.js';

/**
 * Records a call of an audited operation whose API key lacks the scope, as other refusals are recorded by `AuditStep`.
 * Call it before the guard of the routes, whose hook sends the refusal.
 */
export function auditDeniedCalls(fastify: FastifyInstance, audit: AuditService): void {
  fastify.addHook('preParsing', (request, _reply, _payload, done) => {
    const { refusal } = request;
    const audited = request.routeOptions.config.operation?.audited;
    if (!(refusal instanceof AccessDeniedError) || audited === undefined) {
      done();
      return;
    }
    void audit.refuse(callerOf(request), audited, auditedCallOf(request), refusal.errorCode).then(() => {
      done();
    }, done);
  });
}
