/** How llama.cpp begins the line of an error: its name is in the place of the field. */
const ERROR = 'error:';
const MAY_BE_BARE = /(?:^|[\r\n])(?:er|\{)/;
/** Others send the JSON of an error, of an answer or of a chunk without any field. */
const BARE = /(^|[\r\n])(error:|\{)/g;

/** Gives lines of a stream that lack their field the one that they stand for, however their bytes are cut. */
export class BareLines {
  /** What may be the beginning of the name of an error. */
  private cut = '';
  private isAtLineStart = true;

  /** @returns the text with such lines as events */
  named(part: string): string {
    const text = this.cut + part;
    const beganLine = this.isAtLineStart;
    const start = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1;
    const isCut = (start > 0 || beganLine) && isBeginning(text, start);
    this.isAtLineStart = isCut;
    this.cut = isCut ? text.slice(start) : '';
    const whole = isCut ? text.slice(0, start) : text;
    return MAY_BE_BARE.test(whole) ? replaced(whole, beganLine) : whole;
  }
}

function isBeginning(text: string, start: number): boolean {
  return text.length - start < ERROR.length && ERROR.startsWith(text.slice(start));
}

function replaced(text: string, beganLine: boolean): string {
  return text.replace(BARE, (line, before: string, name: string) => {
    if (before === '' && !beganLine) return line;
    // The line end again, since each such line is an event of its own.
    return `${before}${before || '\n'}${name === ERROR ? 'event: error\ndata:' : 'data: {'}`;
  });
}
