/** An image in the detail that is the default, of 1024 x 1024 pixels, as OpenAI's guide to vision counts it; and one in low detail. */
const TOKENS_PER_IMAGE = 765;
const TOKENS_PER_SMALL_IMAGE = 85;
/** OpenAI's guide to audio: a token for each tenth of a second. */
const TOKENS_PER_SECOND = 10;
/** Bytes of a second of sound: 16 bits at 24 kHz, and compressed at 128 kbit/s. */
const BYTES_PER_SECOND = { pcm: 48_000, compressed: 16_000 };
const UNCOMPRESSED = /wav|pcm|l16/;
/** Base64 has four characters for three bytes. */
const BYTES_PER_CHARACTER = 3 / 4;

const IMAGES = ['image_url', 'input_image', 'image', 'file', 'input_file', 'document', 'video_url', 'video'];
const SOUNDS = ['input_audio', 'audio', 'audio_url'];
/** A file inside a text field, however that is called. */
const DATA_URL = /^data:([\w.+-]+\/[\w.+-]+)[^,]{0,100};base64,/;

type Part = Record<string, unknown>;

/** What a model reads: the texts, and an estimate for images and sounds, whose data are no text. */
export class PromptParts {
  mediaTokens = 0;
  private readonly texts: string[] = [];

  get text(): string {
    return this.texts.join('\n');
  }

  addText(text: string): void {
    this.texts.push(text);
  }

  add(value: unknown): void {
    if (typeof value === 'string') this.addString(value);
    else if (Array.isArray(value)) for (const one of value) this.add(one);
    else if (typeof value === 'object' && value !== null) this.addObject(value as Part);
  }

  private addString(text: string): void {
    const media = text.startsWith('data:') ? DATA_URL.exec(text)?.[1] : undefined;
    if (media === undefined) this.texts.push(text);
    else this.mediaTokens += media.startsWith('audio/') ? tokensOfSound(text, media) : TOKENS_PER_IMAGE;
  }

  private addObject(part: Part): void {
    const { type } = part;
    if (typeof type === 'string' && IMAGES.includes(type) && type in part) {
      const { detail } = (part[type] ?? {}) as Part;
      this.mediaTokens += detail === 'low' || part.detail === 'low' ? TOKENS_PER_SMALL_IMAGE : TOKENS_PER_IMAGE;
    } else if (typeof type === 'string' && SOUNDS.includes(type) && type in part) {
      const { data, format } = (part[type] ?? {}) as Part;
      this.mediaTokens += tokensOfSound(typeof data === 'string' ? data : '', String(format));
    } else for (const one of Object.values(part)) this.add(one);
  }
}

/** At least a second, for a sound that is elsewhere. */
function tokensOfSound({ length }: string, format: string): number {
  const { pcm, compressed } = BYTES_PER_SECOND;
  const seconds = (length * BYTES_PER_CHARACTER) / (UNCOMPRESSED.test(format) ? pcm : compressed);
  return Math.ceil(Math.max(1, seconds) * TOKENS_PER_SECOND);
}
