import { createParamDecorator } from '@nestjs/common';
import { DEFAULT_WORKSPACE_ID, type WorkspaceId } from '../database/workspace-id.js';

/** The workspace that the caller acts in. */
export const CurrentWorkspace = createParamDecorator((): WorkspaceId => DEFAULT_WORKSPACE_ID);
