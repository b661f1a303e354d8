/** How llama.cpp begins the line of an error: its name is in the place of the field. */
const ERROR = 'error:';
const DATA = 'data:';
const MAY_BE_BARE = /(?:^|[\r\n])(?:er|\{)/;
/** Others send the JSON of an error among the events without any field. */
const BARE = /(^|[\r\n])(error:|\{)/g;
const FIRST_DATA = /(?:^|[\r\n])data:/;

/** Gives lines of a stream that lack their field the one that they stand for, however their bytes are cut. */
export class BareLines {
  /** What may be the beginning of a field. */
  private cut = '';
  private isAtLineStart = true;
  /** Whether there was data before; a body that begins as JSON is no stream. */
  private hasData = false;

  /** @returns the text with such lines as events */
  named(part: string): string {
    const text = this.cut + part;
    const beganLine = this.isAtLineStart;
    const start = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1;
    const isCut = (start > 0 || beganLine) && isBeginning(text, start);
    this.isAtLineStart = isCut;
    this.cut = isCut ? text.slice(start) : '';
    const whole = isCut ? text.slice(0, start) : text;
    const firstData = this.hasData ? 0 : whole.search(FIRST_DATA);
    this.hasData = firstData >= 0;
    return MAY_BE_BARE.test(whole) ? replaced(whole, beganLine, firstData) : whole;
  }
}

function isBeginning(text: string, start: number): boolean {
  if (text.length - start >= ERROR.length) return false;
  const line = text.slice(start);
  return ERROR.startsWith(line) || DATA.startsWith(line);
}

function replaced(text: string, beganLine: boolean, firstData: number): string {
  return text.replace(BARE, (line, before: string, name: string, at: number) => {
    if (before === '' && !beganLine) return line;
    if (name === ERROR) return `${before}event: error\ndata:`;
    return firstData >= 0 && at >= firstData ? `${before}data: {` : line;
  });
}
