import { Injectable } from '@nestjs/common';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { SalesAgentError } from '../../errors/sales-agent.error.js';
import { InternalError } from '../../errors/request.errors.js';
import type { Upload } from '../../http/upload.js';
import { withSmallHeap } from '../../lifecycle/heap-growth.js';
import type { GivenMapping, Mapping } from './columns/mapping.js';
import { RowChecker } from './columns/row-checker.js';
import type { ImportFailure, OnDuplicate } from './import.entity.js';
import { ImportRowsRepository } from './import-rows.repository.js';
import { ImportSettings } from './imports.settings.js';
import { ImportsRepository, type ReceivedFacts } from './imports.repository.js';
import { ImportStateError, TooManyUploadsError } from './imports.errors.js';
import { beginsTable, countNames } from './header.js';
import { mappedRows } from './mapped-rows.js';
import { FileSizeExceededError } from './read/file.errors.js';
import { openTable, type SaidOfFile, type Table } from './read/table.js';
import { Staging } from './staging.js';
import { UploadMeter } from './upload-meter.js';

/** A file to be received. */
export interface SentImport {
  workspace: WorkspaceId;
  id: string;
  upload: Upload;
  mapping: GivenMapping;
  onDuplicate: OnDuplicate;
  said?: SaidOfFile;
}

/** What is known of a file that has arrived. */
export interface ReceivedFile {
  facts: ReceivedFacts;
  meter: UploadMeter;
}

/** What is asked where no column says which leads the rows are. */
const MAPPING_REQUIRED: ImportFailure = {
  error_code: 'MAPPING_REQUIRED',
  message:
    'No column is known that names a company, an e-mail address or an id. Say which is which by `mapping`, and send the file again',
  details: {},
};

/** Reads files as they arrive, and keeps their rows until they are merged. */
@Injectable()
export class ImportReceiver {
  private readonly uploads = new Map<WorkspaceId, number>();

  constructor(
    private readonly imports: ImportsRepository,
    private readonly rows: ImportRowsRepository,
    private readonly settings: ImportSettings,
  ) {}

  /**
   * Keeps the rows of a file, none of which are left where it fails.
   * @throws InvalidFileFormatError, MixedEncodingError, UnknownEncodingError, FileSizeExceededError, ValidationError, UploadInterruptedError,
   * UploadTimeoutError, TooManyUploadsError, ImportStateError if it was cancelled meanwhile
   */
  async receive(sent: SentImport): Promise<ReceivedFile> {
    const { workspace, id, upload, onDuplicate } = sent;
    const { maxUploads } = this.settings;
    const others = this.uploads.get(workspace) ?? 0;
    if (others >= maxUploads) throw new TooManyUploadsError(maxUploads);
    this.uploads.set(workspace, others + 1);
    try {
      await this.imports.insert({ workspaceId: workspace, id, fileName: upload.fileName, onDuplicate });
      return await withSmallHeap(() => this.keepRows(sent));
    } catch (error) {
      upload.drop();
      await this.fail(sent, error);
      throw error instanceof SalesAgentError ? error.with({ import_id: id }) : error;
    } finally {
      this.uploads.set(workspace, (this.uploads.get(workspace) ?? 1) - 1);
      if (this.uploads.get(workspace) === 0) this.uploads.delete(workspace);
    }
  }

  /** Ends an import of which nothing is to be left. Where the database is away, it is found later as abandoned. */
  async fail({ workspace, id }: Pick<SentImport, 'workspace' | 'id'>, error: unknown): Promise<void> {
    const {
      errorCode: error_code,
      message,
      details,
    } = error instanceof SalesAgentError ? error : new InternalError(error);
    try {
      await this.imports.end(workspace, id, 'failed', { error_code, message, details });
      await this.rows.delete(workspace, id, 'all');
    } catch (failure) {
      if (!(failure instanceof SalesAgentError)) throw failure;
    }
  }

  private async keepRows(sent: SentImport): Promise<ReceivedFile> {
    const { workspace, id, upload } = sent;
    const meter = new UploadMeter(this.settings);
    const staging = new Staging(this.rows, { workspace, importId: id }, () => meter.bytes);
    const pieces = meter.pieces(upload.bytes);
    try {
      const table = await openTable(pieces, this.settings, this.settings.folder, {
        ...sent.said,
        isTable: async (rows) => {
          await countNames(rows, sent.mapping);
          return beginsTable(rows, sent.mapping);
        },
      });
      const mapping = await this.stage(table, sent, staging);
      await staging.end();
      if (staging.isEnded) throw new ImportStateError(id, 'cancelled');
      return { facts: factsOf(table, mapping, meter), meter };
    } finally {
      staging.stop();
      await pieces.return(undefined);
    }
  }

  /** @returns what the columns are; `undefined` if there are no rows that could tell */
  private async stage(table: Table, sent: SentImport, staging: Staging): Promise<Mapping | undefined> {
    const { maxRows, maxColumns } = this.settings;
    const checker = new RowChecker(sent.id, sent.onDuplicate === 'create', table.format !== 'csv');
    let known: Mapping | undefined;
    for await (const { mapping, rows } of mappedRows(table, sent.mapping, maxColumns)) {
      known = mapping;
      if (staging.isEnded) throw new ImportStateError(sent.id, 'cancelled');
      // What cannot be merged is only counted.
      if (table.columns === undefined && !mapping.isEnough) continue;
      for (const row of rows) {
        if (staging.readCount >= maxRows) throw new FileSizeExceededError(maxRows, 'rows', 'IMPORT_MAX_ROWS');
        await staging.add(await checker.check(row, mapping));
      }
    }
    return known;
  }
}

function factsOf(table: Table, mapping: Mapping | undefined, { bytes }: UploadMeter): ReceivedFacts {
  const { format, encoding, separator } = table;
  const error = mapping?.isEnough === false ? MAPPING_REQUIRED : null;
  return {
    format,
    encoding,
    separator,
    bytes,
    mapping: { columns: mapping?.columns ?? [], sheet: table.sheet ?? null },
    error,
  };
}
