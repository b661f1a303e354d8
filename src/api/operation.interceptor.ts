import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { lastValueFrom, type Observable, of } from 'rxjs';
import { OperationSteps } from './operation-steps.js';

/** Runs the steps of an audited operation around its pipes, too, so that the audit log has what they refuse. */
@Injectable()
export class OperationInterceptor implements NestInterceptor {
  constructor(private readonly steps: OperationSteps) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    const handle = () => lastValueFrom(next.handle());
    return of(await this.steps.around(http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), handle));
  }
}
