import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { openUpload, type Upload } from './upload.js';

export type { Upload };

/** The file that is sent, of an operation that is declared with `takesFile`. */
export const SentFile = createParamDecorator((_: unknown, context: ExecutionContext): Promise<Upload> =>
  openUpload(context.switchToHttp().getRequest<FastifyRequest>()),
);
