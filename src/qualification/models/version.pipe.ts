import { Injectable, type PipeTransform } from '@nestjs/common';
import { ScoringModelNotFoundError } from './scoring-model.errors.js';

/** Lets only numbers of versions reach the database; nothing else names a model. */
@Injectable()
export class VersionPipe implements PipeTransform<string, number> {
  transform(version: string): number {
    if (!/^[1-9]\d{0,8}$/.test(version)) throw new ScoringModelNotFoundError(version);
    return Number(version);
  }
}
