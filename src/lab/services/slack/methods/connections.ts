import { randomUUID } from 'node:crypto';
import type { Method } from '../method.ts';

export const connections: Readonly<Record<string, Method>> = {
  'apps.connections.open': {
    scopes: [],
    tier: 3,
    token: 'app',
    run: (_args, { origin }) => ({ url: `${origin.replace('http', 'ws')}/link?ticket=${randomUUID()}` }),
  },
};
