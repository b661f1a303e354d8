import { Module } from '@nestjs/common';
import { ThreadPool } from './thread-pool.service.js';

/** Worker threads for what would hold the event loop. */
@Module({ providers: [ThreadPool], exports: [ThreadPool] })
export class ThreadsModule {}
