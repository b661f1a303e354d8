import { applyDecorators, UseInterceptors } from '@nestjs/common';
import { AddToRouteConfig } from '../api/route-config.decorator.js';
import { AuditInterceptor } from './audit.interceptor.js';
import type { AuditedAction } from './audited-actions.js';

/**
 * Has every call of a route written to the audit log, before it is served and again when its outcome is known; and every
 * one that is refused to a key for want of a scope. It stands above `@Idempotent()`, since a replayed answer is no new event.
 */
export function Audited(action: AuditedAction): MethodDecorator {
  return applyDecorators(AddToRouteConfig({ audited: action }), UseInterceptors(AuditInterceptor));
}
