import { HttpStatus, Injectable } from '@nestjs/common';
import type { SetReplyHead } from '../../api/reply-head.decorator.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { ValidationError } from '../../errors/request.errors.js';
import { SalesAgentError } from '../../errors/sales-agent.error.js';
import { textUpload, type Upload } from '../../http/upload.js';
import { isJsonObject } from '../../validation/shape.js';
import { validationPipe } from '../../validation/validation.pipe.js';
import { type GivenMapping, readMapping } from './columns/mapping.js';
import type { ImportEntity, OnDuplicate } from './import.entity.js';
import { ImportReceiver, type ReceivedFile } from './import-receiver.service.js';
import { ImportReports } from './import-reports.service.js';
import { ImportOptions, type ImportResponse } from './imports.dto.js';
import { encodingNamed } from './read/legacy-encoding.js';
import type { SaidOfFile } from './read/table.js';
import { ImportStateError } from './imports.errors.js';
import { ImportSettings } from './imports.settings.js';
import { ImportStore } from './import-store.service.js';

/** On whose behalf a file is sent, and under which id. */
export interface ImportCall {
  workspace: WorkspaceId;
  id: string;
  /** Of the answer, whose status depends on what has become of the file. */
  setHead: SetReplyHead;
}

type Fields = Readonly<Record<string, unknown>>;

/** Files of leads, from the first byte to the answer. */
@Injectable()
export class ImportsService {
  private readonly pipe = validationPipe();

  constructor(
    private readonly receiver: ImportReceiver,
    private readonly store: ImportStore,
    private readonly reports: ImportReports,
    private readonly settings: ImportSettings,
  ) {}

  /**
   * Imports a file as it arrives.
   * @param query options; fields of the form win
   * @throws what `ImportReceiver.receive` throws
   */
  async send({ workspace, id, setHead }: ImportCall, query: ImportOptions, upload: Upload): Promise<ImportResponse> {
    const before = await this.optionsOf(query, upload.fields);
    const mapping = mappingOf(before);
    const sent = {
      workspace,
      id,
      upload,
      mapping,
      onDuplicate: before.on_duplicate ?? 'update',
      said: saidOf(before),
    } as const;
    const received = await this.receiver.receive(sent);
    let one: ImportEntity;
    try {
      const options = await this.optionsOf(before, await laterFields(upload));
      one = await this.goOn({ workspace, id }, received, options);
      if (one.state === 'merging') one = await this.store.waitFor(one, this.secondsFor(options, one));
    } catch (error) {
      await this.receiver.fail(sent, error);
      throw error instanceof SalesAgentError ? error.with({ import_id: id }) : error;
    }
    const status = one.state === 'merging' ? HttpStatus.ACCEPTED : HttpStatus.OK;
    setHead({ status, headers: { Location: `/api/v1/imports/${one.id}` } });
    return this.reports.describe(one);
  }

  /**
   * Imports the text of a file, or rows, and waits until they are merged, as long as small files are waited for.
   * @throws what `send` throws
   */
  sendText(workspace: WorkspaceId, id: string, options: ImportOptions, text: string): Promise<ImportResponse> {
    return this.send(
      { workspace, id, setHead: () => undefined },
      Object.assign(options, { wait: true }),
      textUpload(text),
    );
  }

  /**
   * Merges an import that was a dry run.
   * @throws ImportNotFoundError, ImportStateError
   */
  async start({ workspace, id, setHead }: ImportCall): Promise<ImportResponse> {
    const started = await this.store.start(workspace, id);
    if (started === undefined) throw new ImportStateError(id, (await this.reports.find(workspace, id)).state);
    const one = await this.store.waitFor(started, this.secondsFor({}, started));
    setHead({ status: one.state === 'merging' ? HttpStatus.ACCEPTED : HttpStatus.OK });
    return this.reports.describe(one);
  }

  /**
   * Cancels an import: what is merged stays, what waits is dropped.
   * @throws ImportNotFoundError, ImportStateError if it is done
   */
  async cancel(workspace: WorkspaceId, id: string): Promise<ImportResponse> {
    const cancelled = await this.store.cancel(workspace, id);
    const one = cancelled ?? (await this.reports.find(workspace, id));
    if (one.state !== 'cancelled') throw new ImportStateError(id, one.state);
    return this.reports.describe(one);
  }

  private async goOn(
    { workspace, id }: { workspace: WorkspaceId; id: string },
    { facts, meter }: ReceivedFile,
    options: ImportOptions,
  ): Promise<ImportEntity> {
    const onDuplicate: OnDuplicate = options.on_duplicate ?? 'update';
    const fingerprint = meter.fingerprint(
      JSON.stringify([onDuplicate, options.mapping ?? null, ...filledOf(saidOf(options))]),
    );
    const known = { ...facts, onDuplicate, fingerprint };
    if (options.dry_run === true || facts.error != null) return this.store.keep(workspace, id, known);
    const same = options.again === true ? undefined : await this.store.replaceBySame(workspace, id, fingerprint);
    return same ?? this.store.begin(workspace, id, known);
  }

  private secondsFor({ wait }: ImportOptions, { readCount }: ImportEntity): number {
    const { waitRows, waitSeconds } = this.settings;
    if (typeof wait === 'number') return wait;
    return (wait ?? readCount <= waitRows) ? waitSeconds : 0;
  }

  /** @throws ValidationError */
  private async optionsOf(options: ImportOptions, fields: Fields): Promise<ImportOptions> {
    if (Object.keys(fields).length === 0) return options;
    const input = Object.assign({}, options, fields);
    return (await this.pipe.transform(input, { type: 'query', metatype: ImportOptions })) as ImportOptions;
  }
}

/** Options that say how a file is read. */
const OF_READING = ['mapping', 'encoding', 'sheet'];

/** @throws ValidationError for what says how to read, when that is done already */
async function laterFields(upload: Upload): Promise<Fields> {
  const fields = await upload.laterFields();
  const late = OF_READING.find((field) => field in fields);
  if (late === undefined) return fields;
  throw new ValidationError([
    { field: late, rule: late, message: `${late} must come before the file, or in the query` },
  ]);
}

function saidOf({ encoding, sheet }: ImportOptions): SaidOfFile {
  return { encoding: encoding === undefined ? undefined : encodingNamed(encoding), sheet };
}

function filledOf({ encoding, sheet }: SaidOfFile): string[] {
  return [encoding, sheet].filter((one) => one !== undefined);
}

/** @throws ValidationError for what is no JSON object of columns and fields */
function mappingOf({ mapping }: ImportOptions): GivenMapping {
  if (mapping === undefined) return {};
  let value: unknown;
  try {
    value = JSON.parse(mapping);
  } catch {
    value = undefined;
  }
  if (isJsonObject(value)) return readMapping(value);
  const message = 'mapping must be a JSON object of columns and fields';
  throw new ValidationError([{ field: 'mapping', rule: 'mapping', message }]);
}
