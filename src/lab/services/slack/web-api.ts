import type { Arguments, Method, MethodTools } from './method.ts';
import { Refusal } from './refusal.ts';

export interface WebApi {
  readonly methods: Readonly<Record<string, Method>>;
  readonly tools: MethodTools;
  readonly tokens: { readonly bot: string; readonly app: string };
  /** What the bot was granted; everything unless told. */
  readonly scopes?: readonly string[];
}

/** Judges and runs one call: what its answer carries besides `ok`, or a Refusal. */
export function runMethod(api: WebApi, name: string, token: string, args: Arguments): object {
  const method = Object.hasOwn(api.methods, name) ? api.methods[name] : undefined;
  if (!method) throw new Refusal('unknown_method', { req_method: name });
  checkToken(api, method, token);
  checkScopes(api, method);
  return method.run(args, api.tools);
}

function checkToken({ tokens }: WebApi, method: Method, token: string): void {
  if (token === '') throw new Refusal('not_authed');
  if (token === (method.token === 'app' ? tokens.app : tokens.bot)) return;
  throw new Refusal(token === tokens.app || token === tokens.bot ? 'not_allowed_token_type' : 'invalid_auth');
}

function checkScopes({ scopes }: WebApi, method: Method): void {
  if (!scopes || method.scopes.length === 0 || method.scopes.some((scope) => scopes.includes(scope))) return;
  throw new Refusal('missing_scope', { needed: method.scopes.join(','), provided: scopes.join(',') });
}
