import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { AccessDeniedError } from '../access/access.errors.js';
import { callerOf } from '../access/current-caller.decorator.js';
import { auditedCallOf } from './audit.interceptor.js';
import { AuditService } from './audit.service.js';

/**
 * Records calls of audited routes that are refused because the key lacks the scope; they never reach the interceptor.
 * Register it before the hook that refuses them.
 */
export function auditRefusals(app: NestFastifyApplication): void {
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  const audit = app.get(AuditService);
  fastify.addHook('preParsing', (request, _reply, _payload, done) => {
    const { audited } = request.routeOptions.config;
    if (audited === undefined || !(request.refusal instanceof AccessDeniedError)) {
      done();
      return;
    }
    void audit.refuse(callerOf(request), audited, auditedCallOf(request), request.refusal.errorCode).then(() => {
      done();
    }, done);
  });
}
