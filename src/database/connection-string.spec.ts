import { describe, expect, it } from 'vitest';
import { loadSettings } from '../app.settings.js';
import { ConfigurationError } from '../config/configuration.error.js';
import { isConnectionString } from './connection-string.js';

describe('DATABASE_URL', () => {
  it.each([
    'postgresql://user:password@host:5432/database',
    'postgres://user@host/database',
    'postgresql://postgres:5432/sales_agent',
    'postgresql://localhost',
    'postgresql://user:p%40ss%2Fw%25@host/database?sslmode=require&application_name=a%20b',
    'postgresql://user:p@ss@host/database',
    'postgresql://user:password@[::1]:5432/database',
    'postgresql://user:password@host/database?host=/var/run/postgresql',
  ])('may be %s', (text) => {
    expect(isConnectionString(text)).toBe(true);
  });

  it.each([
    'postgresql://user:secret/word@host/database',
    'postgresql://user:12/word@host/database',
    'postgresql://user:12?word@host/database',
    'postgresql://user:12#word@host/database',
    'postgresql://user:secret%word@host/database',
    'postgresql://user:secret%e9@host/database',
    'postgresql://user:secret@host:port/database',
    'postgresql://user:se cret@host/database',
    'postgresql://',
    'mysql://user:secret@host/database',
    'host=localhost password=secret',
  ])('must not be %s, and no part of it is repeated', (text) => {
    expect(isConnectionString(text)).toBe(false);
    try {
      loadSettings({ DATABASE_URL: text });
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigurationError);
      expect((error as Error).message).toMatch(/^Wrong settings: DATABASE_URL must be a connection string like /);
      expect((error as Error).message).not.toMatch(/secret|:12|%e9/);
    }
    expect.assertions(4);
  });
});
