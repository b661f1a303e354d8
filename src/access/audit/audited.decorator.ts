import { applyDecorators, SetMetadata } from '@nestjs/common';
import { AddToRouteConfig } from '../../http/route-config.decorator.js';

/** What the audit log keeps a record of. */
export const AUDITED_ACTIONS = [
  'api_key.create',
  'api_key.rotate',
  'api_key.revoke',
  'workspace.create',
  'workspace.rename',
  'workspace.erase',
  'scoring_profile.replace',
  'lead.export',
  'lead.delete',
] as const;
export type AuditedAction = (typeof AUDITED_ACTIONS)[number];

export const AUDITED = Symbol('audited action');

declare module 'fastify' {
  interface FastifyContextConfig {
    audited?: AuditedAction;
  }
}

/**
 * Has every call of a route written to the audit log, before it is served and again when its outcome is known; and every
 * one that is refused to a key for want of a scope.
 */
export function Audited(action: AuditedAction): MethodDecorator {
  return applyDecorators(SetMetadata(AUDITED, action), AddToRouteConfig({ audited: action }));
}
