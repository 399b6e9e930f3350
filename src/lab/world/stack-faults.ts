import type { Clock } from '#lib/clock.ts';
import type { Fault } from '../scenario.ts';
import type { LabFocusServer } from '../services/focus-server/focus-server.ts';
import type { LabKubernetes } from '../services/kubernetes/kubernetes.ts';
import type { LabMongodb } from '../services/mongodb/mongodb.ts';
import type { LabRabbitmq } from '../services/rabbitmq/rabbitmq.ts';
import { replaceBackend, setBackend } from './inventory.ts';
import { changeSettings } from './parts.ts';

export interface Servers {
  readonly clock: Clock;
  readonly focusServer: LabFocusServer;
  readonly kubernetes: LabKubernetes;
  readonly rabbitmq: LabRabbitmq;
  readonly mongodb: LabMongodb;
  backendLog(line: string): void;
}

/**
 * Puts every server into the state that the faults say, and all else in order, but for a way that is broken. Each time is one
 * after the other.
 */
export function createStackFaults(
  servers: Servers,
  isPathBroken: () => boolean,
): (faults: readonly Fault[]) => Promise<void> {
  // What is as it was is not touched: a pod that is written anew has started anew, and a real broker in the lab's place
  // cannot be broken on purpose.
  let crashed = false;
  let brokerBroken = false;
  let edited: Fault | undefined;
  const apply = async (asked: readonly Fault[]) => {
    const faults = isPathBroken() ? [...asked, ...HANGS] : asked;
    const find = finder(faults);
    await setFocusServer(servers, faults, isPathBroken());
    const down = find('backend-down');
    const crashes = down !== undefined && down.pod !== 'ready';
    if (crashes !== crashed) crash(servers, crashes);
    crashed = crashes;
    const edit = find('settings-changed');
    if (edit && edit !== edited) changeSettings(servers.kubernetes, edit.configMap);
    edited = edit;
    await setKubernetes(servers, faults);
    await setMongodb(servers, faults);
    await servers.rabbitmq.setDown(!!find('rabbitmq-down') || isUnseen(faults, 'rabbitmq', 'refused'));
    await servers.rabbitmq.setManagementDown(!!find('management-down'));
    const breaks = faults.some(({ kind }) => BREAKS_BROKER.includes(kind));
    if (breaks || brokerBroken) await breakBroker(servers, faults);
    brokerBroken ||= breaks;
  };
  let turn = Promise.resolve();
  return (faults) => {
    turn = turn.then(() => apply(faults));
    return turn;
  };
}

/** No answer comes, whatever else is so. */
const HANGS = (['kubernetes', 'rabbitmq', 'mongodb'] as const).map(
  (part): Fault => ({ kind: 'unseen', part, how: 'hangs' }),
);

const BREAKS_BROKER: readonly Fault['kind'][] = [
  'amqp-down',
  'path-broken',
  'rabbitmq-alarm',
  'rabbitmq-refuses',
  'statistics-off',
  'unseen',
];

async function breakBroker({ rabbitmq }: Servers, faults: readonly Fault[]): Promise<void> {
  const find = finder(faults);
  rabbitmq.setHanging(isUnseen(faults, 'rabbitmq', 'hangs'));
  rabbitmq.setRefusing(find('rabbitmq-refuses')?.whom === 'everyone');
  rabbitmq.setAlarm(find('rabbitmq-alarm')?.resource);
  rabbitmq.setStatistics(!find('statistics-off'));
  await rabbitmq.setAmqpDown(!!find('amqp-down'));
}

function isUnseen(faults: readonly Fault[], part: string, how: 'refused' | 'hangs'): boolean {
  return faults.some((fault) => fault.kind === 'unseen' && fault.part === part && fault.how === how);
}

async function setFocusServer({ focusServer }: Servers, faults: readonly Fault[], hangs: boolean) {
  const find = finder(faults);
  await focusServer.setDown(find('backend-down')?.how);
  focusServer.setHanging(hangs);
  focusServer.setGateway(find('gateway'));
  focusServer.setOdd(find('odd-answers'));
  focusServer.setDelay(find('slow-answers')?.byMs ?? 0);
  focusServer.restoreRoutes();
  for (const fault of faults) if (fault.kind === 'no-route') focusServer.removeRoute(fault.route);
}

function crash({ kubernetes, backendLog }: Servers, crashes: boolean): void {
  setBackend(kubernetes, crashes ? 'crash-looping' : 'ready');
  if (crashes)
    backendLog('ERROR pz.focus_server /etc/focus/settings.yaml, line 14: mapping values are not allowed here, exiting');
}

async function setMongodb({ mongodb }: Servers, faults: readonly Fault[]): Promise<void> {
  const find = finder(faults);
  mongodb.setHanging(isUnseen(faults, 'mongodb', 'hangs'));
  await mongodb.setDown(!!find('mongodb-down') || isUnseen(faults, 'mongodb', 'refused'));
  if (find('job-documents')?.of === 'old-jobs')
    for (const name of ['jobs', 'consumers']) mongodb.insert('prisma', name, { job_id: '3-2' });
}

async function setKubernetes({ kubernetes }: Servers, faults: readonly Fault[]): Promise<void> {
  const find = finder(faults);
  kubernetes.setHanging(!!find('kubernetes-unreachable') || isUnseen(faults, 'kubernetes', 'hangs'));
  await kubernetes.setDown(isUnseen(faults, 'kubernetes', 'refused'));
  kubernetes.setClockAhead(find('clock-ahead')?.byMs ?? 0);
  kubernetes.dropEvents(!!find('events-dropped'));
  kubernetes.loseLogs(find('logs-gone')?.how);
  kubernetes.deny(
    faults.flatMap((fault) => (fault.kind === 'denied' ? { verb: fault.verb ?? '*', resource: fault.resource } : [])),
  );
}

const OUT_MS = 2_500;

/** The backend's pod ends, and its container, or another pod, starts some seconds later; the ingress answers meanwhile. */
export async function restartBackend(
  { focusServer, kubernetes, clock, backendLog }: Servers,
  { how, forget }: { readonly how: 'restart' | 'rollout'; forget(): void },
  stop: AbortSignal,
): Promise<void> {
  forget();
  await focusServer.setDown('gateway');
  if (how === 'restart') setBackend(kubernetes, 'restarting');
  else replaceBackend(kubernetes);
  await clock.sleep(OUT_MS, stop);
  setBackend(kubernetes, how === 'restart' ? 'restarted' : 'ready');
  backendLog('INFO pz.focus_server starting, version 4.2.0');
  await focusServer.setDown(undefined);
}

/** Whatever the bot asks, and whomever: no answer comes any more. */
export function breakPath({ focusServer, kubernetes, rabbitmq, mongodb }: Servers): void {
  for (const server of [focusServer, kubernetes, rabbitmq, mongodb]) server.setHanging(true);
}

function finder(faults: readonly Fault[]) {
  return <K extends Fault['kind']>(kind: K) =>
    faults.find((fault): fault is Extract<Fault, { kind: K }> => fault.kind === kind);
}
