import { formatDuration } from '#lib/duration.ts';
import { joinWords } from '#lib/join-words.ts';
import { inOneLine } from '#probes/focus-server/body.ts';
import {
  type Answered,
  type FocusClient,
  type FocusServerSettings,
  openFocusClient,
} from '#probes/focus-server/client.ts';
import { readRoutes } from '#probes/focus-server/routes.ts';
import { clockFindings } from './clock.ts';
import { type Finding, ok, unknown, wrong } from './line.ts';
import { isReached, type Looking, look, reach } from './look.ts';
import { withTls } from './tls.ts';

const ASK_MS = 4_000;
const WAY = 'Correct focusServer.url in focus.yml, or open the way there';

/** The way there with its path, who signed for it, its clock, and whether it has the routes that the bot asks. */
export async function lookAtFocusServer(settings: FocusServerSettings, looking: Looking): Promise<readonly Finding[]> {
  const client = openFocusClient(settings, looking.clock);
  try {
    const reaching = reach(looking, WAY, (signal) => lookAtWay(client, settings, looking, signal));
    const way = await withTls(reaching, { ...settings, setting: 'focusServer.url in focus.yml' }, looking);
    const routes = isReached(way) ? await look(looking, (signal) => lookAtRoutes(client, settings, signal)) : [];
    return [...way, ...routes];
  } finally {
    client.close();
  }
}

async function lookAtWay(
  client: FocusClient,
  settings: FocusServerSettings,
  looking: Looking,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const { url } = settings;
  const reply = await client.ask({ path: '/ack', timeoutMs: ASK_MS, signal });
  if (reply.kind === 'unanswered') return [wrong(`${url}: ${reply.detail}`, reply.mend ?? WAY)];
  const { status, sentAt, answeredAt, date, location, text } = reply;
  if (location !== undefined) return [leadsOn(url, location)];
  if (status === 404) return [await otherPath(settings, looking, signal)];
  if (status !== 200)
    return [
      wrong(
        `${url}/ack answered ${status}: ${inOneLine(text, 120) || 'an empty body'}`,
        'Look at the log of its pod, or at what stands before it',
      ),
    ];
  if (!isAck(reply) && !(await isFocusServer(client, settings, signal)))
    return [
      wrong(
        `${url}/ack answers with ${inOneLine(text, 120)}, and Focus Server with nothing: it is another server`,
        WAY,
      ),
    ];
  const off =
    date === undefined ? [] : clockFindings('Focus Server', { sentAt, answeredAt, stamp: date, precisionMs: 1_000 });
  return [ok(`${url} answers in ${formatDuration(answeredAt - sentAt)}`), ...off];
}

/** A login carries what it was asked for in its address. */
function leadsOn(url: string, location: string): Finding {
  const to = URL.parse(location, url);
  const found = `${url}/ack leads on to ${to ? `${to.origin}${to.pathname}` : 'somewhere'}`;
  if (to?.hostname === new URL(url).hostname) return wrong(found, 'Write focusServer.url as it is behind that');
  return wrong(
    found,
    'A login stands before it: let the bot through there, or write the address behind it as focusServer.url',
  );
}

/** Whether it has the routes of one, whatever its /ack says. */
async function isFocusServer(client: FocusClient, { url }: FocusServerSettings, signal: AbortSignal): Promise<boolean> {
  const reply = await client.ask({ path: '/openapi.json', timeoutMs: 1_000, signal });
  return reply.kind === 'answered' && reply.status === 200 && readRoutes(reply, url).routes.includes('/configure');
}

/** Where it is reached mostly: behind an ingress with a prefix, or by itself without one. */
const PATHS = ['', '/focus-server'];

/** A server that has no /ack is another one, or is asked below another path. */
async function otherPath(settings: FocusServerSettings, { clock }: Looking, signal: AbortSignal): Promise<Finding> {
  const { origin, pathname } = new URL(settings.url);
  const own = pathname.replace(/(?<!\/)\/+$/, '');
  for (const path of PATHS.filter((each) => each !== own)) {
    const client = openFocusClient({ ...settings, url: `${origin}${path}` }, clock);
    const reply = await client.ask({ path: '/ack', timeoutMs: 1_000, signal }).finally(() => client.close());
    if (reply.kind === 'answered' && isAck(reply))
      return wrong(
        `${settings.url}/ack is not there, ${origin}${path}/ack is`,
        `Write focusServer.url: ${origin}${path}`,
      );
  }
  return wrong(
    `${settings.url}/ack is not there (404): its path is wrong`,
    'Correct the path of focusServer.url in focus.yml',
  );
}

function isAck({ status, text }: Answered): boolean {
  return status === 200 && text.trim() === '';
}

const NEEDED = ['/configure', '/metadata/{job_id}'];

async function lookAtRoutes(
  client: FocusClient,
  { url }: FocusServerSettings,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const { served, routes } = readRoutes(await client.ask({ path: '/openapi.json', timeoutMs: ASK_MS, signal }), url);
  if (!served) return [unknown('it serves no openapi.json: which routes it has is not known')];
  const missing = NEEDED.filter((route) => !routes.includes(route));
  if (missing.length === 0) return [ok(`has ${joinWords(NEEDED)}`)];
  return [
    wrong(`has no ${joinWords(missing)}`, 'Deploy a build that has them, or correct focusServer.url in focus.yml'),
  ];
}
