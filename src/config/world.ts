import { z } from 'zod';
import { access } from './access.ts';
import { api, strangersIn } from './api.ts';
import { checkSettings, heartbeat } from './checks/settings.ts';
import { environment, environmentName, name } from './environment.ts';
import { way } from './notify.ts';
import { pattern } from './pattern.ts';

/** All of focus.yml. */
export const world = z
  .strictObject({
    defaultEnvironment: z.string().exactOptional(),
    redact: z.array(pattern).default([]),
    plugins: z.array(z.string()).default([]),
    access: access.default({}),
    environments: z.record(environmentName, environment),
    notify: z.record(name, way).default({}),
    checks: z.record(name, checkSettings).default({}),
    heartbeat: heartbeat.exactOptional(),
    api: api.exactOptional(),
  })
  .superRefine((written, context) => {
    const known = Object.keys(written.environments);
    for (const [path, input] of written.api ? strangersIn(written.api, known) : [])
      context.addIssue({
        ...{ code: 'custom', path: ['api', ...path], input },
        message: `one of ${known.join(', ')} is expected`,
      });
  });
