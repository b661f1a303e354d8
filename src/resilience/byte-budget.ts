/** Part of a budget that one owner may take. */
const SHARE_OF_OWNER = 4;

/** Bytes that may be held at the same time by all who share it; one owner may hold a quarter of them. */
export class ByteBudget {
  private total = 0;
  private readonly byOwner = new Map<string, number>();

  constructor(private readonly max: number) {}

  /** Bytes that are held now. */
  get held(): number {
    return this.total;
  }

  /** The account of one thing that grows. */
  open(owner: string): HeldBytes {
    return new HeldBytes((bytes) => this.take(owner, bytes));
  }

  /** @returns whether there is room for so many more */
  private take(owner: string, bytes: number): boolean {
    const own = (this.byOwner.get(owner) ?? 0) + bytes;
    const total = this.total + bytes;
    if (bytes > 0 && (total > this.max || own > this.max / SHARE_OF_OWNER)) return false;
    this.total = total;
    if (own === 0) this.byOwner.delete(owner);
    else this.byOwner.set(owner, own);
    return true;
  }
}

/** What one thing holds of a budget. */
export class HeldBytes {
  private bytes = 0;
  private isOver = false;

  constructor(private readonly take: (bytes: number) => boolean) {}

  /** @returns whether there was room for so many more */
  add(bytes: number): boolean {
    if (this.isOver || !this.take(bytes)) return false;
    this.bytes += bytes;
    return true;
  }

  /** Gives so many of them back. */
  giveBack(bytes: number): void {
    const given = Math.min(bytes, this.bytes);
    if (this.isOver || given === 0) return;
    this.bytes -= given;
    this.take(-given);
  }

  /** Gives all of it back, for good; idempotent. */
  release(): void {
    if (this.isOver) return;
    this.isOver = true;
    if (this.bytes > 0) this.take(-this.bytes);
  }
}
