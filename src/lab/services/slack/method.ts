import type { Tier } from './rates.ts';
import type { Triggers } from './triggers.ts';
import type { Views } from './views.ts';
import type { Workspace } from './workspace.ts';

/** The arguments of a call as they came: strings of a form, or what JSON held. */
export type Arguments = Readonly<Record<string, unknown>>;

/** What a method may use. */
export interface MethodTools {
  readonly workspace: Workspace;
  readonly triggers: Triggers;
  readonly views: Views;
  /** Such as `http://127.0.0.1:41234`. */
  readonly origin: string;
}

/** One method of the Web API. It returns what its answer carries besides `ok`, or throws a Refusal. */
export interface Method {
  /** Any one of them is enough; none means that every token may. */
  readonly scopes: readonly string[];
  readonly tier: Tier;
  /** apps.connections.open takes the app's token, all others the bot's. */
  readonly token?: 'app';
  run(args: Arguments, tools: MethodTools): object;
}
