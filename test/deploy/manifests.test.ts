import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { settingNames, settings } from '#config/settings.ts';
import { parseConfig } from '#config.ts';
import { rights } from '#probes/kubernetes/rights.ts';
import { helmTemplate } from '../support/helm-chart.ts';
import { schemaProblems } from '../support/kubernetes-schema.ts';
import { kustomize, type Manifest } from '../support/kustomize.ts';
import { requestsOf } from '../support/requests-of.ts';

const folders = 'deploy/kubernetes';
const chart = 'deploy/helm/focus-bot';
const names = readdirSync(folders);
const focus = readFileSync(`${folders}/example/bot/focus.yml`, 'utf8');
const values = { focus, stackNamespaces: ['panda'], rights: { secrets: true } };
const ofKustomize = names.flatMap((name) => kustomize(path.join(folders, name)));
const ofHelm = helmTemplate(chart, 'focus-bot', values);
/** All that can be switched on beside it. */
const opened = {
  ...{ slackHttp: { enabled: true }, api: { enabled: true }, metrics: { enabled: true } },
  extraVolumes: [{ name: 'more', secret: { secretName: 'files' } }],
  extraVolumeMounts: [{ name: 'more', mountPath: '/app/more', readOnly: true }],
};
const ofOpened = helmTemplate(chart, 'focus-bot', { ...values, ...opened });
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const MARGIN_MS = 15_000;

describe('the manifests of Kubernetes', () => {
  it.each(names)('of %s have only fields that Kubernetes knows, of their types, and all that it asks for', (name) => {
    expect(kustomize(path.join(folders, name)).flatMap(schemaProblems)).toEqual([]);
  });

  it('of the chart likewise, with everything switched on, and off', () => {
    expect([...ofHelm, ...ofOpened].flatMap(schemaProblems)).toEqual([]);
    const off = { enabled: false };
    const bare = helmTemplate(chart, 'focus-bot', {
      ...values,
      settings: { LOG_LEVEL: 'debug' },
      rights: { nodes: false, secrets: false },
      ...{ redis: off, networkPolicy: off, podDisruptionBudget: off, metrics: { enabled: true } },
    });
    expect(bare.flatMap(schemaProblems)).toEqual([]);
    expect(bare.map(({ kind }) => kind)).toEqual([
      'Role',
      'RoleBinding',
      'Deployment',
      'ConfigMap',
      'ServiceAccount',
      'Deployment',
    ]);
    expect(JSON.stringify(bare)).toContain('{"name":"LOG_LEVEL","value":"debug"}');
  });

  it('are told when a field is misspelt, missing, or of another type', () => {
    const worker = ofHelm.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'focus-bot-worker');
    const text = JSON.stringify(worker);
    const wrong = [
      text.replace('readOnlyRootFilesystem', 'readOnlyRootFileSystem'),
      text.replace('"terminationGracePeriodSeconds":75', '"terminationGracePeriodSeconds":"75s"'),
      text.replace('"selector"', '"selectors"'),
    ].map((changed) => schemaProblems(JSON.parse(changed)));
    expect(wrong).toEqual([
      [expect.stringContaining('readOnlyRootFileSystem: V1SecurityContext has no such field')],
      [expect.stringContaining('terminationGracePeriodSeconds: number is expected')],
      [expect.stringContaining('.selectors: '), expect.stringContaining('.selector is missing')],
    ]);
  });

  it('are the same from the chart as from the folders', () => {
    const inExample = kustomize(`${folders}/example`).filter(({ kind }) => kind !== 'Namespace');
    const secrets = kustomize(`${folders}/access-secrets`).map((manifest) => inNamespace(manifest, 'panda'));
    const image = { repository: 'registry.example.org/focus-bot' };
    const sameImage = helmTemplate(chart, 'focus-bot', { ...values, image });
    expect(sorted(sameImage.map(withoutOwn))).toEqual(sorted([...inExample, ...secrets].map(withoutOwn)));
  });

  it('set only settings that exist, and are given a focus.yml that can be read', () => {
    const set = ofKustomize.flatMap((manifest) => containersOf(manifest).flatMap(({ env }) => env));
    expect(set.map(({ name }) => name).filter((name) => !settingNames.includes(name))).toEqual([]);
    const variables = { RABBITMQ_PASSWORD: 'one', MONGODB_PASSWORD: 'two' };
    const readFile = () => '';
    const { environments } = parseConfig({
      env: {},
      yaml: focus,
      yamlName: 'focus.yml',
      variables,
      readFile,
      needs: [],
    });
    expect(environments.map(({ name }) => name)).toEqual(['staging']);
  });

  it('wait for what runs, and 15 s more', () => {
    const { SHUTDOWN_TIMEOUT } = settings.parse({});
    const graces = [...ofKustomize, ...ofHelm].filter(({ kind }) => kind === 'Deployment').map(graceOf);
    expect(graces).toHaveLength(6);
    for (const seconds of graces) expect(seconds * 1_000).toBeGreaterThanOrEqual(SHUTDOWN_TIMEOUT + MARGIN_MS);
  });

  it('run as nobody who may do anything, on files that nobody can write', () => {
    const pods = [...ofKustomize, ...ofHelm].filter(({ kind }) => /^(?:Deployment|StatefulSet)$/.test(kind));
    expect(pods.length).toBeGreaterThan(0);
    for (const pod of pods) {
      expect(podOf(pod).securityContext).toMatchObject({
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      for (const { securityContext, resources } of containersOf(pod)) {
        expect(securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
        expect(resources).toMatchObject({
          requests: { memory: expect.any(String) },
          limits: { memory: expect.any(String) },
        });
      }
    }
  });

  it('are of this version', () => {
    const { version: ofChart, appVersion } = parse(readFileSync(`${chart}/Chart.yaml`, 'utf8'));
    const images = [...ofKustomize, ...ofHelm].flatMap(containersOf).map(({ image }) => image);
    const ours = [...new Set(images.filter((image) => /\bfocus-bot:/.test(image)))].toSorted();
    expect({ ofChart, appVersion }).toEqual({ ofChart: version, appVersion: version });
    expect(ours).toEqual([`focus-bot:${version}`, `registry.example.org/focus-bot:${version}`]);
  });
});

describe('what may be called', () => {
  const ways = ['api', 'metrics', 'slack-http'];
  const added = ofOpened.filter(({ metadata }) => ways.some((way) => metadata.name === `focus-bot-${way}`));

  it('is nothing unless somebody says so', () => {
    expect(portsFor(ofHelm, 'bot')).toEqual([]);
    expect(ofHelm.filter(({ kind }) => kind === 'Service').map(({ metadata }) => metadata.name)).toEqual([
      'focus-bot-redis',
    ]);
  });

  it('are the ports of Slack and the API at the bot, and of metrics at all', () => {
    expect(portsFor(ofOpened, 'bot')).toEqual([3000, 8080, 8090]);
    expect(portsFor(ofOpened, 'worker')).toEqual([8080]);
    const none = { ...opened, networkPolicy: { enabled: false } };
    const without = helmTemplate(chart, 'focus-bot', { ...values, ...none });
    expect(without.filter(({ kind }) => kind === 'NetworkPolicy').map(({ metadata }) => metadata.name)).toEqual([
      'focus-bot-redis',
    ]);
    expect(servicesOf(without)).toEqual(servicesOf(ofOpened));
  });

  it('is what the Services lead to, at ports that the bot listens on, and no worker', () => {
    const changed = { ...opened, slackHttp: { enabled: true, port: 3456 } };
    const manifests = helmTemplate(chart, 'focus-bot', { ...values, ...changed });
    expect(servicesOf(manifests)).toEqual({ 'focus-bot-api': [8090], 'focus-bot-slack-http': [3456] });
    const [bot, worker] = ['focus-bot-bot', 'focus-bot-worker'].map((name) =>
      manifests.filter(({ kind, metadata }) => kind === 'Deployment' && metadata.name === name).flatMap(containersOf),
    );
    expect(bot?.[0]?.env).toEqual(
      expect.arrayContaining([
        { name: 'HTTP_HOST', value: '0.0.0.0' },
        { name: 'PORT', value: '3456' },
      ]),
    );
    expect(bot?.[0]?.ports).toEqual([
      { name: 'health', containerPort: 8080 },
      { name: 'slack', containerPort: 3456 },
      { name: 'api', containerPort: 8090 },
    ]);
    expect(worker?.[0]?.ports).toEqual([{ name: 'health', containerPort: 8080 }]);
    expect(portsFor(manifests, 'bot')).toEqual([3456, 8080, 8090]);
  });

  it('is narrowed to whom the values name', () => {
    const from = [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }];
    const manifests = helmTemplate(chart, 'focus-bot', { ...values, metrics: { enabled: true, from } });
    expect(manifests.flatMap(schemaProblems)).toEqual([]);
    expect(manifests.filter(({ metadata }) => metadata.name === 'focus-bot-metrics')).toMatchObject([
      { spec: { ingress: [{ from, ports: [{ port: 8080 }] }] } },
    ]);
  });

  it('is the same from the chart as from the folders', () => {
    const folded = ways.flatMap((name) => kustomize(path.join(folders, name)));
    expect(sorted(added)).toEqual(sorted(folded.map((manifest) => inNamespace(manifest, 'focus-bot'))));
  });
});

describe('the files of extraVolumes', () => {
  it('are mounted in bot and workers, beside what is there', () => {
    const pods = ofOpened.filter(({ kind }) => kind === 'Deployment');
    expect(pods.map(({ metadata }) => metadata.name)).toEqual(['focus-bot-bot', 'focus-bot-worker']);
    for (const manifest of pods) {
      expect(podOf(manifest).volumes).toContainEqual(opened.extraVolumes[0]);
      expect(containersOf(manifest)[0]?.volumeMounts).toContainEqual(opened.extraVolumeMounts[0]);
      expect(podOf(manifest).volumes.map(({ name }) => name)).toEqual(['config', 'tmp', 'more']);
    }
  });
});

describe('the rights that the manifests give', () => {
  const granted = (name: string, kind: 'Role' | 'ClusterRole') =>
    kustomize(path.join(folders, name))
      .filter((manifest) => manifest.kind === kind)
      .flatMap((manifest) => requestsOf(rulesOf(manifest)))
      .toSorted();
  const wanted = (scope: string, ...weights: readonly string[]) =>
    requestsOf(rights.filter((right) => right.scope === scope && weights.includes(right.weight)));

  it('are those that the bot uses, and no other one', () => {
    expect(granted('access', 'Role')).toEqual(wanted('namespace', 'needed', 'changes'));
    expect(granted('access-nodes', 'ClusterRole')).toEqual(wanted('cluster', 'changes'));
    expect(granted('access-secrets', 'Role')).toEqual(wanted('namespace', 'asked'));
  });
});

describe('the values of the chart', () => {
  const schema = z.fromJSONSchema(JSON.parse(readFileSync(`${chart}/values.schema.json`, 'utf8')));
  const usual = parse(readFileSync(`${chart}/values.yaml`, 'utf8'));

  it('are as their schema says once focus.yml is there', () => {
    expect(schema.safeParse({ ...usual, focus }).success).toBe(true);
    const ways = {
      slackHttp: { ...usual.slackHttp, enabled: true },
      metrics: { enabled: true, from: [{ podSelector: {} }] },
    };
    const { extraVolumes, extraVolumeMounts } = opened;
    expect(schema.safeParse({ ...usual, focus, ...ways, extraVolumes, extraVolumeMounts }).success).toBe(true);
    expect(schema.safeParse(usual).success).toBe(false);
  });

  it.each([
    ['a name that does not exist', { workers: { replicas: 3 } }],
    ['no worker at all', { worker: { ...usual.worker, replicas: 0 } }],
    ['a setting that is no text', { settings: { HEALTH_PORT: 8080 } }],
    ['a port that nobody but root may have', { api: { ...usual.api, port: 443 } }],
    ['a peer that is none', { metrics: { enabled: true, from: [{ namespace: 'monitoring' }] } }],
    ['a volume without a name', { extraVolumes: [{ secret: { secretName: 'files' } }] }],
    ['a mount that is no path', { extraVolumeMounts: [{ name: 'more', mountPath: 'more' }] }],
    ['a digest that is none', { image: { ...usual.image, digest: 'latest' } }],
  ])('are refused with %s', (_what, changed) => {
    expect(schema.safeParse({ ...usual, focus, ...changed }).success).toBe(false);
  });
});

const container = z.looseObject({
  image: z.string(),
  env: z.array(z.looseObject({ name: z.string() })).default([]),
  ports: z.array(z.looseObject({ name: z.string(), containerPort: z.number() })).default([]),
  volumeMounts: z.array(z.looseObject({ name: z.string() })).default([]),
});
const pod = z.looseObject({
  terminationGracePeriodSeconds: z.number().exactOptional(),
  containers: z.array(container).default([]),
  volumes: z.array(z.looseObject({ name: z.string() })).default([]),
});
const workload = z.object({ spec: z.object({ template: z.object({ spec: pod }) }) });

function podOf(manifest: Manifest) {
  return workload.safeParse(manifest).data?.spec.template.spec ?? pod.parse({});
}

function containersOf(manifest: Manifest) {
  return podOf(manifest).containers;
}

const labels = z.record(z.string(), z.string());
const policy = z.object({
  podSelector: z.object({ matchLabels: labels }),
  ingress: z.array(z.object({ ports: z.array(z.object({ port: z.number() })) })).default([]),
});

/** Those of the bot's pods of a kind that any policy lets somebody call. */
function portsFor(manifests: readonly Manifest[], component: string): readonly number[] {
  const own: Record<string, string> = {
    'app.kubernetes.io/name': 'focus-bot',
    'app.kubernetes.io/component': component,
  };
  const policies = manifests.filter(({ kind }) => kind === 'NetworkPolicy').map(({ spec }) => policy.parse(spec));
  return policies
    .filter(({ podSelector }) => Object.entries(podSelector.matchLabels).every(([name, value]) => own[name] === value))
    .flatMap(({ ingress }) => ingress.flatMap(({ ports }) => ports.map(({ port }) => port)))
    .toSorted();
}

const service = z.object({ selector: labels, ports: z.array(z.object({ targetPort: z.number() })) });

/** Where each Service of the bot leads. */
function servicesOf(manifests: readonly Manifest[]): Record<string, readonly number[]> {
  const found = manifests.filter(({ kind, metadata }) => kind === 'Service' && metadata.name !== 'focus-bot-redis');
  return Object.fromEntries(
    found.map(({ metadata, spec }) => {
      const { selector, ports } = service.parse(spec);
      expect(selector).toEqual({ 'app.kubernetes.io/name': 'focus-bot', 'app.kubernetes.io/component': 'bot' });
      return [metadata.name, ports.map(({ targetPort }) => targetPort)];
    }),
  );
}

function graceOf(manifest: Manifest): number {
  return podOf(manifest).terminationGracePeriodSeconds ?? 30;
}

const list = z.array(z.string());
const role = z.object({ rules: z.array(z.object({ apiGroups: list, resources: list, verbs: list })) });

function rulesOf(manifest: Manifest) {
  return role
    .parse(manifest)
    .rules.flatMap(({ apiGroups, resources, verbs }) =>
      apiGroups.flatMap((apiGroup) => resources.map((resource) => ({ apiGroup, resource, verbs }))),
    );
}

function inNamespace(manifest: Manifest, namespace: string): Manifest {
  const { kind, metadata } = manifest;
  return kind.startsWith('Cluster') ? manifest : { ...manifest, metadata: { ...metadata, namespace } };
}

/** Without what only one of both has: what restarts pods when focus.yml changes, and the labels of a made ConfigMap. */
function withoutOwn(manifest: Manifest): Manifest {
  const text = JSON.stringify(manifest, (key, value) =>
    key === 'annotations' || (key === 'labels' && manifest.kind === 'ConfigMap') ? undefined : value,
  );
  return JSON.parse(text);
}

function sorted(manifests: readonly Manifest[]): readonly Manifest[] {
  const keyOf = ({ kind, metadata }: Manifest) => `${kind} ${metadata.namespace} ${metadata.name}`;
  return manifests.toSorted((one, other) => keyOf(one).localeCompare(keyOf(other)));
}
