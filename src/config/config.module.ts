import { type DynamicModule, Module } from '@nestjs/common';
import type { Settings } from './settings.js';

/** Gives every room its typed settings, injected by class. */
@Module({})
export class ConfigModule {
  static of(settings: Settings): DynamicModule {
    const providers = settings.groups.map((group) => ({ provide: group, useValue: settings.get(group) }));
    return { module: ConfigModule, global: true, providers, exports: [...settings.groups] };
  }
}
