import { bundle } from './bundle.ts';
import { checks } from './checks.ts';
import { doctor } from './doctor.ts';
import { init } from './init.ts';
import { mcp } from './mcp.ts';
import { outbox } from './outbox.ts';
import { redact } from './redact.ts';
import { replay } from './replay.ts';
import { schema } from './schema.ts';
import type { Subcommand } from './subcommand.ts';
import { timing } from './timing.ts';

/** Every word after `focus`, in the order of the help. */
export const subcommands: readonly Subcommand[] = [
  timing,
  init,
  doctor,
  bundle,
  replay,
  checks,
  outbox,
  redact,
  schema,
  mcp,
];
