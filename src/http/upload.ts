import { Readable } from 'node:stream';
import { parse } from 'content-disposition';
import type { Multipart, MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { MalformedRequestError } from '../errors/request.errors.js';
import { SalesAgentError } from '../errors/sales-agent.error.js';
import { FormBody } from './form-body.js';
import { UploadInterruptedError } from './upload.errors.js';

/** A file that is being sent, and what is sent along. */
export interface Upload {
  fileName: string | null;
  /** Fields of the form that came before the file. */
  fields: Readonly<Record<string, string>>;
  /** The bytes as they arrive. Throws UploadInterruptedError where the client breaks off. */
  bytes: AsyncIterable<Buffer>;
  /** Fields that come behind the file; call it when all bytes are read. */
  laterFields(): Promise<Readonly<Record<string, string>>>;
  /** Takes no more of it; what still comes is for the server to bound. */
  drop(): void;
}

const NOTHING_MORE = () => undefined;
const MAX_FIELDS = 20;
const LONGEST_NAME = 255;

/**
 * The file of a request: the file of a form, or its whole body.
 * @throws MalformedRequestError for a form without a file
 */
export function openUpload(request: FastifyRequest): Promise<Upload> {
  return request.isMultipart() ? ofForm(request) : Promise.resolve(ofBody(request));
}

/** A text as the file that it could be. */
export function textUpload(text: string): Upload {
  return {
    fileName: null,
    fields: {},
    bytes: Readable.from([Buffer.from(text)]),
    laterFields: () => Promise.resolve({}),
    drop: () => undefined,
  };
}

function ofBody({ body, headers }: FastifyRequest): Upload {
  const stream = body as Readable | undefined;
  const disposition = headers['content-disposition'];
  return {
    fileName: disposition === undefined ? null : nameOf(parse(disposition).parameters.filename),
    fields: {},
    bytes: stream === undefined ? NOTHING : whole(stream),
    laterFields: () => Promise.resolve({}),
    drop: NOTHING_MORE,
  };
}

async function ofForm(request: FastifyRequest): Promise<Upload> {
  const limits = { fileSize: Infinity, files: 1, fields: MAX_FIELDS, fieldSize: 64 * 1024, parts: MAX_FIELDS + 1 };
  const body = new FormBody(request.raw);
  // The parser takes the bytes from the request that it is called on.
  const paced = Object.create(request, { raw: { value: body } }) as FastifyRequest;
  const parts = paced.parts({ limits });
  const fields: Record<string, string> = {};
  const file = await firstFile(parts, fields, body);
  return {
    fileName: nameOf(file.filename),
    fields,
    bytes: whole(file.file),
    laterFields: async () => {
      const later: Record<string, string> = {};
      const second = await nextFile(parts, later);
      if (second !== undefined) throw new MalformedRequestError('The form has more than one file');
      return later;
    },
    drop: () => {
      body.abandon();
    },
  };
}

/** @throws MalformedRequestError where there is none, or too much before it */
async function firstFile(
  parts: AsyncIterableIterator<Multipart>,
  fields: Record<string, string>,
  body: FormBody,
): Promise<MultipartFile> {
  try {
    const file = await nextFile(parts, fields);
    if (file === undefined) throw new MalformedRequestError('The form has no file; send it as the field "file"');
    return file;
  } catch (error) {
    body.abandon();
    throw error;
  }
}

/** Reads fields up to the next file. */
async function nextFile(
  parts: AsyncIterableIterator<Multipart>,
  fields: Record<string, string>,
): Promise<MultipartFile | undefined> {
  try {
    for (;;) {
      const next = await parts.next();
      if (next.done === true) return undefined;
      if (next.value.type === 'file') return next.value;
      Object.defineProperty(fields, next.value.fieldname, { value: String(next.value.value), enumerable: true });
    }
  } catch (error) {
    throw formError(error);
  }
}

/** The plugin gives its own errors a code; others come from a form that breaks off, or is none. */
function formError(error: unknown): Error {
  const { code } = error as { code?: unknown };
  const isOfPlugin = typeof code === 'string' && code.startsWith('FST_');
  return isOfPlugin
    ? new MalformedRequestError('The form has too many or too large fields')
    : new UploadInterruptedError();
}

/** Without the folders that some clients send along. */
function nameOf(given: string | undefined): string | null {
  const name = given?.replace(/^.*[/\\]/s, '').replace(/\p{Cc}/gu, '') ?? '';
  return name.toWellFormed().slice(0, LONGEST_NAME) || null;
}

async function* whole(stream: Readable): AsyncGenerator<Buffer> {
  try {
    // Destroying a request would close its connection, before the client has its answer.
    for await (const bytes of stream.iterator({ destroyOnReturn: false })) yield bytes as Buffer;
  } catch (error) {
    throw error instanceof SalesAgentError && error.kind !== 'malformed' ? error : new UploadInterruptedError();
  }
}

const NOTHING: AsyncIterable<Buffer> = {
  [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve({ done: true, value: undefined }) }),
};
