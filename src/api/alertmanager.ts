import type { z } from 'zod';
import { clientUser } from '#access/access.ts';
import { NotAllowedError } from '#access/door.ts';
import { parseTiming } from '#asking/timing.ts';
import { digest } from './idempotency.ts';
import { mistakesIn, Problem } from './problem.ts';
import type { Asked, Reply } from './reply.ts';
import { alerts } from './schemas.ts';
import type { ApiTools } from './tools.ts';

type Alert = z.output<typeof alerts>['alerts'][number];

/** One investigation an environment that a group of alerts names, however often it is sent within an hour. */
export async function takeAlerts(tools: ApiTools, { client, body }: Asked): Promise<Reply> {
  const read = alerts.safeParse(body);
  if (!read.success)
    throw new Problem(400, 'This is not what Alertmanager sends', { mistakes: mistakesIn(read.error, body) });
  const firing = read.data.alerts.filter(({ status }) => status === 'firing');
  const places = Map.groupBy(firing, (alert) => environmentOf(tools, alert));
  const ignored = places.get(undefined)?.length ?? 0;
  const started: object[] = [];
  const refused: object[] = [];
  for (const [environment, group] of places) {
    if (environment === undefined) continue;
    const since = group.map(({ startsAt }) => startsAt).toSorted()[0];
    const delivery = `alertmanager:${digest(JSON.stringify([read.data.groupKey, environment, since]))}`;
    const stored = await start(tools, client, environment, delivery);
    if (stored.kind === 'full') refused.push({ environment, why: stored.why });
    else started.push({ environment, id: stored.id, report_url: tools.reportUrl(stored.id) });
  }
  return { status: 202, json: { started, refused, ignored } };
}

/** By its label `focus_environment`, or by the labels of the settings. */
function environmentOf({ environments, alertmanager }: ApiTools, { labels }: Alert): string | undefined {
  const { focus_environment: named } = labels;
  if (named !== undefined) return environments.find((name) => name === named);
  const meant = Object.entries(alertmanager.environments).find(([, wanted]) => {
    const pairs = Object.entries(wanted);
    return pairs.length > 0 && pairs.every(([label, value]) => labels[label] === value);
  });
  return meant?.[0];
}

/** What this client may not is told, and holds up no other environment. */
async function start(tools: ApiTools, client: string, environment: string, delivery: string) {
  const timing = parseTiming([`environment=${environment}`], { ...tools, now: tools.clock.now() });
  if (timing.kind === 'mistakes')
    return { kind: 'full', why: timing.mistakes.map(({ message }) => message).join('; ') } as const;
  const { channel } = tools.alertmanager;
  const { request, timeoutMs } = timing;
  const requestedBy = clientUser(client);
  const asked = { environment, requestedBy, request, timeoutMs, delivery, ...(channel !== undefined && { channel }) };
  try {
    return await tools.door.asking({ user: requestedBy }, () => tools.startJob(asked));
  } catch (error) {
    if (!(error instanceof NotAllowedError)) throw error;
    return { kind: 'full', why: `${error.message}; ${error.advice}` } as const;
  }
}
