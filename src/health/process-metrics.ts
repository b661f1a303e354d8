import { monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';

const RESOLUTION_MS = 20;
const SAMPLE_EVERY_MS = 1_000;
const SAMPLES_OF_A_WINDOW = 10;
/** A median lag of this, over a whole window, means that no request is served. */
const STUCK_LAG_MS = 1_000;
/** Garbage collection cannot free a heap that stays this full. */
const STUCK_HEAP_SHARE = 0.97;

/** How late the event loop was within a window, in ms. */
export interface Lag {
  median: number;
  p99: number;
}

/** The figures of the process. */
export interface ProcessFigures {
  lag: Lag;
  heapUsedBytes: number;
  /** What V8 may use before it ends the process. */
  heapLimitBytes: number;
  /** Lowest share of the heap's limit in use within the last whole window; 0 before there was one. */
  leastHeapShare: number;
}

/** Measures the process in windows of ten seconds, so that a single pause or reading is no failure. */
@Injectable()
export class ProcessMetrics implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  private timer: NodeJS.Timeout | undefined;
  private samples: number[] = [];
  private lastLag: Lag | undefined;
  private leastHeapShare = 0;

  onApplicationBootstrap(): void {
    this.delays.enable();
    this.timer = setInterval(() => {
      this.sample();
    }, SAMPLE_EVERY_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
    this.delays.disable();
  }

  read(): ProcessFigures {
    const { used_heap_size: heapUsedBytes, heap_size_limit: heapLimitBytes } = getHeapStatistics();
    return { lag: this.lastLag ?? this.lagNow(), heapUsedBytes, heapLimitBytes, leastHeapShare: this.leastHeapShare };
  }

  /** A late sample counts like any other; the window is only longer then. */
  sample(): void {
    const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
    this.samples.push(used / limit);
    if (this.samples.length < SAMPLES_OF_A_WINDOW) return;
    this.leastHeapShare = Math.min(...this.samples);
    this.lastLag = this.lagNow();
    this.samples = [];
    this.delays.reset();
  }

  private lagNow(): Lag {
    return { median: this.lagAt(50), p99: this.lagAt(99) };
  }

  /** The monitor measures the time between two turns, its own resolution included, in ns. */
  private lagAt(percentile: number): number {
    if (this.delays.count === 0) return 0;
    return Math.max(0, this.delays.percentile(percentile) / 1e6 - RESOLUTION_MS);
  }
}

export function isLoopStuck({ lag }: ProcessFigures): boolean {
  return lag.median >= STUCK_LAG_MS;
}

export function isHeapFull({ leastHeapShare }: ProcessFigures): boolean {
  return leastHeapShare >= STUCK_HEAP_SHARE;
}
