import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { finalize, type Observable } from 'rxjs';

/** Counts the requests that are being worked on, also those whose caller has hung up: no connection tells of them. */
@Injectable()
export class WorkInFlight implements NestInterceptor {
  private running = 0;

  get count(): number {
    return this.running;
  }

  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    this.running++;
    return next.handle().pipe(
      finalize(() => {
        this.running--;
      }),
    );
  }
}
