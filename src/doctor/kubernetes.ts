import { z } from 'zod';
import { counted } from '#lib/counted.ts';
import { speaksTls } from '#probes/certificate.ts';
import { jsonOf } from '#probes/kubernetes/answers.ts';
import { backendPods } from '#probes/kubernetes/backend-pods.ts';
import type { KubernetesConnection, KubernetesSettings } from '#probes/kubernetes/client.ts';
import { list } from '#probes/kubernetes/collection.ts';
import { type Right, rights } from '#probes/kubernetes/rights.ts';
import { clockFindings } from './clock.ts';
import { type Finding, ok, unknown, wrong } from './line.ts';
import { isReached, type Looking, look, reach } from './look.ts';
import { withTls } from './tls.ts';

/** The way there, the namespace with the backend's pods, and each right that the bot uses. */
export async function lookAtKubernetes(
  connection: KubernetesConnection,
  looking: Looking,
): Promise<readonly Finding[]> {
  const mend = 'Correct kubernetes.kubeconfig or kubernetes.context in focus.yml, or open the way to its server';
  const reaching = reach(looking, mend, (signal) => lookAtApi(connection, signal));
  const api = await withCertificate(reaching, connection, looking);
  const [hangs] = connection.running();
  if (!isReached(api) && hangs !== undefined)
    return [wrong(`the command ${hangs} of the kubeconfig has not ended after 5 s`, 'See what it waits for: run it')];
  if (!isReached(api)) return api;
  const inside = await Promise.all([
    look(looking, (signal) => lookIntoNamespace(connection, looking, signal)),
    look(looking, (signal) => lookAtRights(connection, signal)),
  ]);
  return [...api, ...inside.flat()];
}

/** Of a kubeconfig that is no good the way there has told; its proxy is not gone through. */
async function withCertificate(
  reaching: Promise<readonly Finding[]>,
  connection: KubernetesConnection,
  looking: Looking,
): Promise<readonly Finding[]> {
  const server = await connection.server().catch(() => undefined);
  if (!server) return reaching;
  if (server.isByProxy && speaksTls(server.url))
    return [...(await reaching), unknown('its certificate is not looked at: proxy-url of the kubeconfig is before it')];
  const address = { ...server, tunnel: connection.settings.tunnel, setting: 'server in the kubeconfig of the bot' };
  return withTls(reaching, address, looking);
}

const version = z.object({ gitVersion: z.string() });

async function lookAtApi(connection: KubernetesConnection, signal: AbortSignal): Promise<readonly Finding[]> {
  const answer = await connection.ask('/version', {}, { signal });
  const { sentAt, answeredAt, date = '' } = answer;
  const { gitVersion } = version.parse(await jsonOf(answer, 'asking for the version'));
  const stamp = Date.parse(date);
  const off = Number.isNaN(stamp)
    ? []
    : clockFindings('the cluster', { sentAt, answeredAt, stamp, precisionMs: 1_000 });
  return [ok(`${gitVersion}, ${userOf(connection.settings)}`), ...off];
}

function userOf({ inCluster, context }: KubernetesSettings): string {
  if (inCluster) return 'as the service account of this pod';
  return context === undefined ? 'by the current context' : `by context ${context}`;
}

async function lookIntoNamespace(
  connection: KubernetesConnection,
  { clock }: Looking,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const { namespace, backendSelector } = connection.settings;
  const reading = { connection, clock, collection: backendPods(connection), signal, patienceMs: PATIENCE_MS };
  const { items } = await list(reading);
  if (items.length > 0) return [ok(`${namespace} has ${counted(items.length, 'pod')} of the backend`)];
  // Of a namespace that is not there Kubernetes lists nothing, and says so to nobody; who may not look it up is not told.
  const { status, body } = await connection.ask(`/api/v1/namespaces/${namespace}`, {}, { signal });
  body.resume();
  if (status === 404) return [wrong(`there is no namespace ${namespace}`, 'Correct kubernetes.namespace in focus.yml')];
  const settings = status === 200 ? 'kubernetes.backendSelector' : 'kubernetes.namespace or kubernetes.backendSelector';
  const labels = `kubectl -n ${namespace} get pods --show-labels`;
  return [wrong(`no pod in ${namespace} matches ${backendSelector}`, `Correct ${settings} in focus.yml: ${labels}`)];
}

const PATIENCE_MS = 4_000;

const review = z.object({ status: z.object({ allowed: z.boolean() }) });

/** A review is asked by POST, and leaves nothing behind. */
async function lookAtRights(connection: KubernetesConnection, signal: AbortSignal): Promise<readonly Finding[]> {
  const { namespace } = connection.settings;
  const asked = await Promise.all(
    rights.map(async (right) => {
      const allowed = await Promise.all(right.verbs.map((verb) => isAllowed(connection, right, verb, signal)));
      return { right, missing: right.verbs.filter((_verb, index) => !allowed[index]) };
    }),
  );
  const missing = asked.filter(({ missing }) => missing.length > 0);
  const needed = missing.filter(({ right }) => right.weight === 'needed');
  const changes = missing.flatMap(({ right }) => (right.weight === 'changes' ? [right.resource] : []));
  return [
    ...(needed.length === 0 ? [ok(`may do in ${namespace} all that it needs`)] : []),
    ...needed.map(({ right: { apiGroup, resource, whatFor }, missing: verbs }) =>
      wrong(
        `may not ${verbs.join(' or ')} ${resource} in ${namespace}: ${whatFor}`,
        `Add to its Role: {apiGroups: ["${apiGroup}"], resources: [${resource}], verbs: [${verbs.join(', ')}]}`,
      ),
    ),
    ...(changes.length === 0
      ? []
      : [
          unknown(
            `may not list ${changes.join(', ')}: what changed there is not told`,
            'Let it list them, or leave it',
          ),
        ]),
  ];
}

async function isAllowed(
  connection: KubernetesConnection,
  { apiGroup: group, resource: named, scope }: Right,
  verb: string,
  signal: AbortSignal,
): Promise<boolean> {
  const [resource, subresource] = named.split('/');
  const place = scope === 'namespace' ? { namespace: connection.settings.namespace } : {};
  const body = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: { ...place, verb, group, resource, ...(subresource && { subresource }) } },
  };
  const answer = await connection.ask('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {}, { signal, body });
  return review.parse(await jsonOf(answer, 'asking for the rights of the bot')).status.allowed;
}
