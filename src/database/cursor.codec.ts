import { createHmac, createSecretKey, hash, type KeyObject, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ValidationError } from '../errors/request.errors.js';
import { Database } from './database.service.js';

const SIGNATURE_BYTES = 16;

/** Where the next page starts: the sort key and the id of the last row of this page. */
export interface Position {
  key: string | number;
  id: string;
}

/**
 * Encodes positions as opaque cursors. A cursor is signed, so that it cannot be forged, and bound to the filters of its
 * list, so that it cannot be used with another one. The signing key is stored in the database, so that every replica has
 * it.
 */
@Injectable()
export class CursorCodec {
  private key: Promise<KeyObject> | undefined;

  constructor(private readonly database: Database) {}

  async encode(position: Position, list: object): Promise<string> {
    const payload = Buffer.from(JSON.stringify([position.key, position.id]));
    return Buffer.concat([await this.sign(payload, list), payload]).toString('base64url');
  }

  /** @throws ValidationError if the cursor was not issued for this list */
  async decode(cursor: string, list: object): Promise<Position> {
    const bytes = Buffer.from(cursor, 'base64url');
    const signature = bytes.subarray(0, SIGNATURE_BYTES);
    const payload = bytes.subarray(SIGNATURE_BYTES);
    const expected = await this.sign(payload, list);
    // Base64 can encode the same bytes in several ways; only the canonical one is valid.
    const isCanonical = bytes.toString('base64url') === cursor;
    if (!isCanonical || signature.length !== expected.length || !timingSafeEqual(signature, expected)) {
      const message = 'cursor must be the next_cursor of a list with the same filters and sort';
      throw new ValidationError([{ field: 'cursor', rule: 'cursor', message }]);
    }
    const [key, id] = JSON.parse(payload.toString()) as [string | number, string];
    return { key, id };
  }

  private async sign(payload: Buffer, list: object): Promise<Buffer> {
    const fingerprint = hash('sha256', JSON.stringify(list), 'buffer');
    const mac = createHmac('sha256', await this.signingKey())
      .update(fingerprint)
      .update(payload);
    return mac.digest().subarray(0, SIGNATURE_BYTES);
  }

  private async signingKey(): Promise<KeyObject> {
    this.key ??= this.readKey();
    try {
      return await this.key;
    } catch (error) {
      this.key = undefined;
      throw error;
    }
  }

  private async readKey(): Promise<KeyObject> {
    const [row] = await this.database.read<{ value: Buffer }>(`SELECT value FROM secrets WHERE name = 'cursor'`);
    if (row === undefined) throw new Error('The cursor secret that the first migration creates is missing');
    return createSecretKey(row.value);
  }
}
