import { type CallHandler, type ExecutionContext, Injectable, Logger, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { catchError, concatMap, from, type Observable, throwError } from 'rxjs';
import { toSalesAgentError } from '../errors/foreign-error.js';
import { UUID_FORM } from '../validation/uuid.decorator.js';
import { callerOf } from '../access/current-caller.decorator.js';
import { type AuditedCall, AuditService, type AuditTrail } from './audit.service.js';
import type { AuditedAction } from './audited-actions.js';

/**
 * Writes the audit log. The event is there before anything is done, so that nothing can be done without a trace; if it
 * cannot be written, nothing is done.
 */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  private readonly logger = new Logger(AuditInterceptor.name);

  constructor(private readonly audit: AuditService) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const action = request.routeOptions.config.audited;
    if (action === undefined) return next.handle();
    return from(this.begin(action, request)).pipe(
      concatMap((trail) =>
        next.handle().pipe(
          concatMap((body: unknown) =>
            from(this.conclude(trail, targetOf(request, body))).pipe(concatMap(() => [body])),
          ),
          catchError((error: unknown) =>
            from(this.conclude(trail, targetOf(request), toSalesAgentError(error).errorCode)).pipe(
              concatMap(() => throwError(() => error)),
            ),
          ),
        ),
      ),
    );
  }

  private begin(action: AuditedAction, request: FastifyRequest): Promise<AuditTrail> {
    return this.audit.begin(callerOf(request), action, auditedCallOf(request));
  }

  /** What was done was done: an outcome that cannot be written down stays `begun` in the log, and goes to this one. */
  private async conclude(trail: AuditTrail, targetId: string | null, errorCode?: string): Promise<void> {
    try {
      await this.audit.conclude(trail, targetId, errorCode);
    } catch (error) {
      this.logger.error({ err: error, audit_event_id: trail.id }, 'Could not write down how an audited call ended');
    }
  }
}

/** What the log keeps of a request. */
export function auditedCallOf(request: FastifyRequest): AuditedCall {
  return { targetId: targetOf(request), address: request.ip, requestId: request.id };
}

/** The id in the path, or that of what was made; what is no id of ours is not worth keeping. */
function targetOf(request: FastifyRequest, body?: unknown): string | null {
  const { id } = (request.params ?? {}) as { id?: string };
  const { id: created } = (body ?? {}) as { id?: unknown };
  const target = id ?? created;
  return typeof target === 'string' && UUID_FORM.test(target) ? target : null;
}
