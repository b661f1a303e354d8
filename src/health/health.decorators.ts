import { applyDecorators } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { Fails } from '../api/fails.decorator.js';
import { InternalError, MalformedRequestError, ServiceUnavailableError } from '../errors/request.errors.js';
import { DetailedHealthResponse } from './detailed-health.dto.js';

/** Documents a liveness probe; ids are unique, so each path has its own. */
export function TellsLiveness(operationId: string): MethodDecorator {
  return applyDecorators(
    ApiTags('Health'),
    ApiOperation({
      operationId,
      summary: 'Tell whether the process is alive',
      description:
        'Never asks the database. It fails only while the event loop is stuck, or the heap full, for seconds.',
    }),
    Fails(MalformedRequestError, InternalError, ServiceUnavailableError),
  );
}

/** Documents a readiness probe. */
export function TellsReadiness(operationId: string): MethodDecorator {
  return applyDecorators(
    ApiTags('Health'),
    ApiOperation({
      operationId,
      summary: 'Tell whether the process can serve',
      description:
        'It can while the database answers, all migrations have run, and nobody has told the process to stop.',
    }),
    Fails(MalformedRequestError, InternalError, ServiceUnavailableError),
  );
}

/** Documents the detailed health. */
export function TellsDetail(operationId: string): MethodDecorator {
  return applyDecorators(
    ApiTags('Health'),
    ApiOperation({
      operationId,
      summary: 'Tell how the service is, in detail',
      description:
        'For dashboards. It asks no provider and holds nothing of a lead; `HEALTH_DETAIL=false` shortens it.',
    }),
    ApiOkResponse({ type: DetailedHealthResponse, description: 'It serves: `status` is `ok` or `degraded`.' }),
    ApiServiceUnavailableResponse({
      type: DetailedHealthResponse,
      description: 'It cannot serve: `status` is `down`, and the rest is told all the same.',
    }),
    Fails(MalformedRequestError, InternalError),
  );
}
