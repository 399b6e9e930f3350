import type { Answer, CallOut } from '#checks/calling.ts';
import type { Check } from '#checks/check.ts';
import { clean } from '#lib/clean.ts';
import type { Clock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import type { Redactor } from '#lib/redact.ts';
import { settlesWithin } from '#lib/settles-within.ts';
import type { Outgoing, Way } from './way.ts';
import { cut, toldOf } from './words.ts';

export interface CallOutTools {
  readonly ways: readonly Way[];
  checkOf(name: string): Check | undefined;
  /** The https link to an incident's message, if there is one. */
  linkTo(key: string): Promise<string | undefined>;
  readonly redactor: Redactor;
  /** The way to the internet, where there is a proxy. */
  readonly proxy?: RequestInit['dispatcher'];
  counted(way: string, outcome: 'taken' | 'failed'): void;
  readonly clock: Clock;
}

const PATIENCE_MS = 10_000;
const LINK_PATIENCE_MS = 2_000;
const LONGEST_WHY = 300;
const LONGEST_READ = 3_000;
/** Who asks for longer is asked again all the same. */
const LONGEST_WAIT_MS = 3_600_000;

/** Tells an incident by a way out: one request, and what came of it. */
export function createCallOut(tools: CallOutTools): CallOut {
  const { ways, checkOf, redactor, counted, clock } = tools;

  async function link(key: string): Promise<string | undefined> {
    const found = tools.linkTo(key).catch(() => undefined);
    return (await settlesWithin(clock, LINK_PATIENCE_MS, found)) ? found : undefined;
  }

  async function send(way: Way, outgoing: Outgoing): Promise<Answer> {
    // Masked before it is cut.
    const shown = (text: string) => cut(hide(redactor.redact(clean(text.slice(0, LONGEST_READ))), way), LONGEST_WHY);
    try {
      const { url, headers, body } = outgoing;
      const proxy = tools.proxy && url.startsWith('https:') ? { dispatcher: tools.proxy } : {};
      const signal = clock.timeout(PATIENCE_MS);
      const answer = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'error', ...proxy });
      if (answer.ok) {
        await answer.body?.cancel();
        return { kind: 'taken' };
      }
      const said = await answer.text();
      const waitMs = retryAfterMs(answer.headers.get('retry-after'), clock.now());
      const why = shown(`it answered ${answer.status}${said === '' ? '' : `: ${said}`}`);
      return { kind: 'failed', why, ...(waitMs !== undefined && { waitMs }) };
    } catch (error) {
      return { kind: 'failed', why: shown(describeError(error)) };
    }
  }

  return async ({ incident, way: name, call }) => {
    const way = ways.find((one) => one.name === name);
    if (!way) return { kind: 'gone' };
    const thread = await link(`incident:${incident.id}`);
    const told = toldOf(incident, call.key, checkOf, thread);
    const { id, delivery } = told;
    const outgoing = way.outgoing(call.what, { ...redactor.redactDeep(told), id, delivery }, clock.now());
    const answer = outgoing ? await send(way, outgoing) : ({ kind: 'taken' } as const);
    counted(name, answer.kind === 'taken' ? 'taken' : 'failed');
    return answer;
  };
}

function hide(text: string, { secrets }: Way): string {
  return secrets
    .filter((secret) => secret.length > 3)
    .reduce((sofar, secret) => sofar.replaceAll(secret, '‹hidden›'), text);
}

/** Seconds, or a date: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
function retryAfterMs(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.min(LONGEST_WAIT_MS, Math.max(0, ms)) : undefined;
}
