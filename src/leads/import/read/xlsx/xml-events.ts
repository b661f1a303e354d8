import { SalesAgentError } from '../../../../errors/sales-agent.error.js';
import type { Readable } from 'node:stream';
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { InvalidFileFormatError } from '../file.errors.js';
import { brokenArchive } from './archive.js';

export interface XmlHandler {
  open?(name: string, attributes: Record<string, string>): void;
  text?(text: string): void;
  close?(name: string): void;
}

/** Characters that may come without any tag: the parser keeps them all until the next one. */
const MAX_SILENCE = 1024 * 1024;
/** Deeper than the parts of a workbook are: the parser keeps every tag that is open. */
const DEEPEST = 100;
/** Parsed at once: a millisecond or two. */
const SLICE = 16 * 1024;

/**
 * Reads an XML part as it is unpacked, and yields after each piece, so that what its handler has found can be taken. Names
 * come without their prefix.
 * @throws InvalidFileFormatError
 */
export async function* readXml(stream: Readable, handler: XmlHandler): AsyncGenerator<void> {
  const { parser, silence } = parserFor(handler);
  const decoder = new TextDecoder();
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      for (let start = 0; start < chunk.length; start += SLICE) {
        const text = decoder.decode(chunk.subarray(start, start + SLICE), { stream: true });
        silence.characters += text.length;
        if (silence.characters > MAX_SILENCE) throw new InvalidFileFormatError('A cell of the workbook is too long');
        parser.write(text);
        yield;
      }
    }
    parser.close();
    yield;
  } catch (error) {
    throw error instanceof SalesAgentError ? error : brokenArchive(error);
  } finally {
    stream.destroy();
  }
}

function parserFor(handler: XmlHandler): { parser: SaxesParser; silence: { characters: number } } {
  const parser = new SaxesParser();
  const silence = { characters: 0 };
  let depth = 0;
  parser.on('opentag', ({ name, attributes }: SaxesTagPlain) => {
    silence.characters = 0;
    if (++depth > DEEPEST) throw new InvalidFileFormatError('A part of the workbook is nested too deep');
    handler.open?.(localName(name), attributes);
  });
  parser.on('closetag', ({ name }: SaxesTagPlain) => {
    silence.characters = 0;
    depth--;
    handler.close?.(localName(name));
  });
  parser.on('text', (text) => handler.text?.(text));
  parser.on('cdata', (text) => handler.text?.(text));
  parser.on('error', (error) => {
    throw error;
  });
  return { parser, silence };
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
