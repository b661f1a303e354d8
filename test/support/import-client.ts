import type { Environment, TestService } from './test-service.js';

type Json = ReturnType<typeof JSON.parse>;

interface Answer {
  status: number;
  body: Json;
}

/** Limits that small files reach. */
export const SMALL_IMPORTS: Environment = {
  IMPORT_MAX_BYTES: '300000',
  IMPORT_MAX_ROWS: '2000',
  IMPORT_MAX_COLUMNS: '50',
  IMPORT_BATCH_ROWS: '100',
};

/** Sends files to a service, and reads what became of them. */
export class ImportClient {
  constructor(private readonly service: TestService) {}

  /** Sends a file as the whole body. */
  send = async (body: string | Buffer, query = '', headers: Record<string, string> = {}): Promise<Answer> => {
    const response = await fetch(`${this.service.url}/api/v1/imports${query}`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv', ...headers },
      body: Buffer.from(body),
    });
    return { status: response.status, body: await response.json() };
  };

  /** An answer to `GET /api/v1…`, in JSON or as text. */
  get = async (path: string): Promise<Answer> => {
    const response = await fetch(`${this.service.url}/api/v1${path}`);
    const text = await response.text();
    return {
      status: response.status,
      body: response.headers.get('content-type')?.startsWith('application/json') ? JSON.parse(text) : text,
    };
  };

  /** The leads, by their companies. */
  leads = async (): Promise<Json> => (await this.get('/leads?limit=100&sort=company_name')).body.data;

  /** The rows that are not merged yet. */
  left = () => this.service.database.query('SELECT * FROM import_rows');

  /** Forgets all imports and leads. */
  clear = async (): Promise<void> => {
    await this.service.database.query('DELETE FROM imports');
    await this.service.database.query('DELETE FROM leads');
  };
}
