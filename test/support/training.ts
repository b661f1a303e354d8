import { examplesOf } from './generated-leads.js';
import type { Example } from '../../src/qualification/learning/example.js';
import { type FieldChoice, train } from '../../src/qualification/learning/training.js';

/** No field is asked for or ruled out. */
export const NO_CHOICE: FieldChoice = { include: [], exclude: [] };

/** What is learned from these leads. */
export const trainOn = (leads: readonly Example[], choice = NO_CHOICE) => train(examplesOf(leads), choice);
