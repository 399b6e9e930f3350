import { z } from 'zod';
import { acts } from '#access/access.ts';
import { idHint, understood } from './checks/values.ts';

const who = understood(
  'the Slack id of a person (U…), a user group (S…) or a channel (C…)',
  (text) => (/^[UWSCG][A-Z0-9]{2,20}$/.test(text) ? text : undefined),
  idHint,
);

/** Who may do what; what is not written is open to everybody of the workspace. */
export const access = z.strictObject(
  Object.fromEntries(acts.map((act) => [act, z.array(who).exactOptional()])) as Record<
    (typeof acts)[number],
    z.ZodExactOptional<z.ZodArray<typeof who>>
  >,
);
