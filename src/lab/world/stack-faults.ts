import type { Clock } from '#lib/clock.ts';
import type { Fault } from '../scenario.ts';
import type { LabFocusServer } from '../services/focus-server/focus-server.ts';
import type { LabKubernetes } from '../services/kubernetes/kubernetes.ts';
import type { LabMongodb } from '../services/mongodb/mongodb.ts';
import type { LabRabbitmq } from '../services/rabbitmq/rabbitmq.ts';
import { setBackend } from './inventory.ts';
import { changeSettings } from './parts.ts';

export interface Servers {
  readonly clock: Clock;
  readonly focusServer: LabFocusServer;
  readonly kubernetes: LabKubernetes;
  readonly rabbitmq: LabRabbitmq;
  readonly mongodb: LabMongodb;
  backendLog(line: string): void;
}

/** Puts every server into the state that the faults say, and all else in order. */
export function createStackFaults(servers: Servers): (faults: readonly Fault[]) => Promise<void> {
  // A real broker in the lab's place cannot be broken on purpose, so it is asked only where that was done.
  let brokerBroken = false;
  return async (faults) => {
    const find = finder(faults);
    await setFocusServer(servers, faults);
    setKubernetes(servers, faults);
    servers.mongodb.setHanging(false);
    await servers.mongodb.setDown(!!find('mongodb-down'));
    if (find('job-documents')?.of === 'old-jobs')
      for (const name of ['jobs', 'consumers']) servers.mongodb.insert('prisma', name, { job_id: '3-2' });
    await servers.rabbitmq.setDown(!!find('rabbitmq-down'));
    await servers.rabbitmq.setManagementDown(!!find('management-down'));
    const refusing = find('rabbitmq-refuses')?.whom === 'everyone';
    const alarm = find('rabbitmq-alarm')?.resource;
    if (brokerBroken || refusing || alarm || find('path-broken')) {
      servers.rabbitmq.setHanging(false);
      servers.rabbitmq.setRefusing(refusing);
      servers.rabbitmq.setAlarm(alarm);
      brokerBroken = true;
    }
  };
}

async function setFocusServer({ focusServer, kubernetes, clock, backendLog }: Servers, faults: readonly Fault[]) {
  const find = finder(faults);
  const down = find('backend-down');
  await focusServer.setDown(down?.how);
  focusServer.setHanging(false);
  focusServer.setGateway(find('gateway'));
  focusServer.setDelay(find('slow-answers')?.byMs ?? 0);
  const crashes = down !== undefined && down.pod !== 'ready';
  setBackend(kubernetes, clock, crashes ? 'crash-looping' : 'ready');
  if (crashes)
    backendLog('ERROR pz.focus_server could not resolve mongodb: [Errno -2] Name or service not known, exiting');
  focusServer.restoreRoutes();
  for (const fault of faults) if (fault.kind === 'no-route') focusServer.removeRoute(fault.route);
}

function setKubernetes({ kubernetes }: Servers, faults: readonly Fault[]): void {
  const find = finder(faults);
  for (const fault of faults) if (fault.kind === 'settings-changed') changeSettings(kubernetes, fault.configMap);
  kubernetes.setHanging(!!find('kubernetes-unreachable'));
  kubernetes.dropEvents(!!find('events-dropped'));
  kubernetes.loseLogs(find('logs-gone')?.how);
  kubernetes.deny(
    faults.flatMap((fault) => (fault.kind === 'denied' ? { verb: fault.verb ?? '*', resource: fault.resource } : [])),
  );
}

const OUT_MS = 2_500;

/** The backend's pod ends, and its container starts anew some seconds later; the ingress answers meanwhile. */
export async function restartBackend(
  { focusServer, kubernetes, clock, backendLog }: Servers,
  forget: () => void,
  stop: AbortSignal,
): Promise<void> {
  forget();
  await focusServer.setDown('gateway');
  setBackend(kubernetes, clock, 'restarting');
  await clock.sleep(OUT_MS, stop);
  setBackend(kubernetes, clock, 'restarted');
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
