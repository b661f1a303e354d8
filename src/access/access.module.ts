import { Global, Module } from '@nestjs/common';
import { Authenticator } from './authentication/authenticator.service.js';
import { ApiKeyCache } from './authentication/api-key-cache.service.js';
import { OpenMode } from './authentication/open-mode.service.js';
import { PeerOwner } from './authentication/peer-owner.js';
import { ConsoleSessionsRepository } from './authentication/console-sessions.repository.js';
import { ApiKeysController } from './keys/api-keys.controller.js';
import { ApiKeysRepository } from './authentication/api-keys.repository.js';
import { ApiKeysService } from './keys/api-keys.service.js';
import { BodyMemory } from './limits/body-memory.service.js';
import { LlmConcurrency } from './limits/llm-concurrency.service.js';
import { RateLimitWindowsRepository } from './limits/rate-limit-windows.repository.js';
import { RateLimiter } from './limits/rate-limiter.service.js';
import { RequestConcurrency } from './limits/request-concurrency.service.js';
import { RefusalLog } from './refusal-log.service.js';
import { ConsoleSessionController } from './sessions/console-session.controller.js';
import { ConsoleSessions } from './sessions/console-sessions.service.js';
import { IdleSessions } from './sessions/idle-sessions.js';
import { WorkspacesController } from './workspaces/workspaces.controller.js';
import { WorkspacesRepository } from './workspaces/workspaces.repository.js';
import { WorkspacesService } from './workspaces/workspaces.service.js';

/** API keys, workspaces, scopes and rate limits. Global, since its callers stand in every room. */
@Global()
@Module({
  controllers: [ApiKeysController, ConsoleSessionController, WorkspacesController],
  providers: [
    Authenticator,
    ApiKeyCache,
    OpenMode,
    PeerOwner,
    ApiKeysService,
    ApiKeysRepository,
    ConsoleSessions,
    ConsoleSessionsRepository,
    IdleSessions,
    WorkspacesService,
    WorkspacesRepository,
    RateLimiter,
    RateLimitWindowsRepository,
    LlmConcurrency,
    RequestConcurrency,
    BodyMemory,
    RefusalLog,
  ],
  exports: [Authenticator, ApiKeysService, WorkspacesService, LlmConcurrency],
})
export class AccessModule {}
