import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '#lib/clock.ts';
import { connectKubernetes } from '#probes/kubernetes/client.ts';
import { type KubernetesReader, openReader } from './kubernetes-reader.ts';
import type { KubernetesStage } from './kubernetes-stage.ts';

/** What the probes rely on, of any Kubernetes API server. */
export function testKubernetes(name: string, open: () => Promise<KubernetesStage>): void {
  describe(`${name} as the probes rely on it`, () => {
    let stage: KubernetesStage;
    let api: KubernetesReader;
    let pod: string;

    beforeAll(async () => {
      stage = await open();
      api = readerOf(stage, stage.kubeconfig);
      pod = await stage.runJob({ name: 'grpc-job-1-16', says: ['first', 'second', 'third'] });
    }, 120_000);

    afterEach(async () => await stage.allowEverything());

    afterAll(async () => await stage?.close(), 60_000);

    describe('lists', () => {
      it('objects with the version to watch from, and says what it lists', async () => {
        const { status, body } = await api.get('pods');
        expect(status).toBe(200);
        expect(body).toMatchObject({
          kind: 'PodList',
          apiVersion: 'v1',
          metadata: { resourceVersion: expect.stringMatching(/^\d+$/) },
        });
        expect(body.items[0]?.kind).toBeUndefined();
      });

      it('a Job under its group', async () => {
        const { body } = await api.get('jobs', { fieldSelector: 'metadata.name=grpc-job-1-16' });
        expect(body.items).toMatchObject([{ metadata: { name: 'grpc-job-1-16' }, status: { active: 1 } }]);
      });

      it("a Job's pod under the Job's name and five characters, with the Job's labels and no job_id", async () => {
        const { body } = await api.get('pods', { labelSelector: 'job-name in (grpc-job-1-16,cleanup-job-1-16)' });
        expect(body.items).toHaveLength(1);
        const [{ metadata }] = body.items as [{ metadata: { name: string; labels: object } }];
        expect(metadata.name).toMatch(/^grpc-job-1-16-[a-z0-9]{5}$/);
        expect(metadata.labels).toMatchObject({
          app: 'grpc-job-1-16',
          'job-name': 'grpc-job-1-16',
          'controller-uid': expect.any(String),
        });
        expect(metadata.labels).not.toHaveProperty('job_id');
      });

      it.each([
        ['job-name=grpc-job-1-16', 1],
        ['job-name==grpc-job-1-16,app', 1],
        ['job-name=grpc-job-1-1', 0],
        ['job-name!=grpc-job-1-16', 0],
        ['job-name notin (grpc-job-1-1)', 1],
        ['job-name notin (grpc-job-1-16, other)', 0],
        ['!job-name', 0],
        ['!job_id', 1],
      ])('what the label selector %j picks', async (labelSelector, count) => {
        expect((await api.get('pods', { labelSelector })).body.items).toHaveLength(count);
      });

      it.each([
        ['metadata.name=none', 0],
        ['status.phase=Running', 1],
        ['status.phase!=Running', 0],
        ['spec.nodeName=no-such-node', 0],
      ])('what the field selector %j picks', async (fieldSelector, count) => {
        expect((await api.get('pods', { fieldSelector })).body.items).toHaveLength(count);
      });

      it('metadata alone where that is asked for, with who wrote which fields and when', async () => {
        const accept = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';
        const { body } = await api.get('jobs', { fieldSelector: 'metadata.name=grpc-job-1-16' }, accept);
        expect(body).toMatchObject({ kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1' });
        const [job] = body.items;
        expect(job).not.toHaveProperty('spec');
        expect(job).not.toHaveProperty('status');
        expect(job?.metadata).toMatchObject({ name: 'grpc-job-1-16', resourceVersion: expect.stringMatching(/^\d+$/) });
        const { managedFields = [] } = job?.metadata ?? {};
        const ofSpec = managedFields.filter(({ fieldsV1 }) => 'f:spec' in fieldsV1);
        expect(ofSpec).toMatchObject([{ time: expect.stringMatching(/^\d{4}-.*Z$/) }]);
        expect(managedFields.some(({ fieldsV1 }) => 'f:status' in fieldsV1)).toBe(true);
      });

      it('a page at a time, all of one version', async () => {
        const whole = await api.get('events');
        const first = await api.get('events', { limit: 1 });
        expect(first.body.items).toHaveLength(1);
        const rest = await api.get('events', { limit: 500, continue: first.body.metadata.continue ?? '' });
        const names = [...first.body.items, ...rest.body.items].map(({ metadata }) => metadata.name);
        expect(names.toSorted()).toEqual(whole.body.items.map(({ metadata }) => metadata.name).toSorted());
        expect(rest.body.metadata.resourceVersion).toBe(first.body.metadata.resourceVersion);
      });

      it('nothing where nothing matches, which is no error', async () => {
        expect(await api.get('services', { fieldSelector: 'metadata.name=grpc-service-1-16' })).toMatchObject({
          status: 200,
          body: { kind: 'ServiceList', items: [] },
        });
      });
    });

    describe('answers', () => {
      it('with the time of its clock', async () => {
        const { date } = await api.get('pods');
        expect(date).toMatch(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/);
      });

      it('with its version', async () => {
        expect(await api.at('/version')).toMatchObject({
          status: 200,
          body: { gitVersion: expect.stringMatching(/^v1\./) },
        });
      });

      it.each([
        ['pods/none', 404, 'pods "none" not found', 'NotFound'],
        ['jobs/none', 404, 'jobs.batch "none" not found', 'NotFound'],
        ['nonsense', 404, 'the server could not find the requested resource', 'NotFound'],
        ['pods?fieldSelector=spec.nonsense%3D1', 400, 'field label not supported: spec.nonsense', 'BadRequest'],
        ['pods?labelSelector=a%20in%20(', 400, expect.stringContaining('unable to parse requirement'), 'BadRequest'],
      ])('%s with a Status of %i', async (path, code, message, reason) => {
        const { status, body } = await api.get(path);
        expect(status).toBe(code);
        expect(body).toMatchObject({ kind: 'Status', apiVersion: 'v1', status: 'Failure', message, reason, code });
      });

      it('410 to a list at a version that it has forgotten', async () => {
        await stage.forgetVersionOne();
        const { status, body } = await api.get('events', {
          resourceVersion: '1',
          resourceVersionMatch: 'Exact',
          limit: 1,
        });
        expect({ status, reason: body.reason }).toEqual({ status: 410, reason: 'Expired' });
      });

      it('whether something is allowed', async () => {
        expect(await api.may('list', 'pods')).toBe(true);
        const other = readerOf(stage, await stage.without({ verb: 'get', resource: 'pods/log' }));
        expect(await other.may('list', 'pods')).toBe(true);
        expect(await other.may('get', 'pods', 'log')).toBe(false);
      });

      it.each([
        [
          'list',
          'pods',
          'pods',
          /^pods is forbidden: User ".+" cannot list resource "pods" in API group "" in the namespace ".+"$/,
        ],
        [
          'watch',
          'pods',
          'pods?watch=true',
          /^pods is forbidden: User ".+" cannot watch resource "pods" in API group ""/,
        ],
        [
          'list',
          'jobs',
          'jobs',
          /^jobs\.batch is forbidden: User ".+" cannot list resource "jobs" in API group "batch"/,
        ],
        [
          'get',
          'pods/log',
          'pods/x/log',
          /^pods "x" is forbidden: User ".+" cannot get resource "pods\/log" in API group ""/,
        ],
      ] as const)('403 in words to who may not %s %s', async (verb, resource, path, message) => {
        const other = readerOf(stage, await stage.without({ verb, resource }));
        const { status, body } = await other.get(path);
        expect({ status, reason: body.reason }).toEqual({ status: 403, reason: 'Forbidden' });
        expect(body.message).toMatch(message);
      });
    });

    describe('watches', () => {
      it('from a version on: what is added, modified and deleted', async () => {
        const { body } = await api.get('pods');
        const name = await stage.runJob({ name: 'watched', says: [] });
        await stage.remove('Job', 'watched');
        const query = { resourceVersion: body.metadata.resourceVersion ?? '', labelSelector: 'job-name=watched' };
        const events = await api.watch('pods', query, ({ type }) => type === 'DELETED');
        expect(events.map(({ type }) => type)).toEqual([
          'ADDED',
          ...events.slice(1, -1).map(() => 'MODIFIED'),
          'DELETED',
        ]);
        expect(events.length).toBeGreaterThan(2);
        expect(new Set(events.map(({ object }) => object.metadata.name))).toEqual(new Set([name]));
        const versions = events.map(({ object }) => Number(object.metadata.resourceVersion));
        expect(versions).toEqual(versions.toSorted((a, b) => a - b));
        expect(events[0]?.object).toMatchObject({ kind: 'Pod', apiVersion: 'v1' });
      });

      it('a selection: what enters it is added, what leaves it deleted', async () => {
        const { body } = await api.get('pods');
        await stage.label(pod, 'stage', 'in');
        await stage.label(pod, 'stage', 'out');
        const query = { resourceVersion: body.metadata.resourceVersion ?? '', labelSelector: 'stage=in' };
        const events = await api.watch('pods', query, ({ type }) => type === 'DELETED');
        expect(events.map(({ type }) => type)).toEqual(['ADDED', 'DELETED']);
      });

      it('until the time is up, with a bookmark of the version before that', async () => {
        const { body } = await api.get('pods');
        const query = {
          resourceVersion: body.metadata.resourceVersion ?? '',
          allowWatchBookmarks: true,
          timeoutSeconds: 12,
        };
        // A server has nothing to mark when nothing happens while a watch is open.
        let labelled = stage.label(pod, 'marked', 'before');
        const events = await api.watch('pods', query, ({ type, object }) => {
          if (type === 'MODIFIED' && object.metadata.labels?.marked === 'before')
            labelled = stage.label(pod, 'marked', 'during');
          return false;
        });
        await labelled;
        const bookmark = events.findLast(({ type }) => type === 'BOOKMARK');
        expect(bookmark?.object).toMatchObject({
          kind: 'Pod',
          metadata: { resourceVersion: expect.stringMatching(/^\d+$/) },
        });
        const last = events.findLast(({ type }) => type === 'MODIFIED');
        expect(last?.object.metadata.labels).toMatchObject({ marked: 'during' });
        const versions = [last, bookmark].map((event) => Number(event?.object.metadata.resourceVersion));
        expect(versions).toEqual(versions.toSorted((a, b) => a - b));
      });

      it('nothing from a version that it has forgotten: an ERROR event 410', async () => {
        await stage.forgetVersionOne();
        const events = await api.watch('events', { resourceVersion: '1' }, () => true);
        expect(events).toMatchObject([{ type: 'ERROR', object: { kind: 'Status', code: 410 } }]);
      });
    });

    describe('tells events', () => {
      it('of the kubelet: whole seconds, and nanoseconds in the name', async () => {
        const { body } = await api.get('events', {
          fieldSelector: `involvedObject.name=${pod},involvedObject.kind=Pod,reason=Started`,
        });
        expect(body.items).toMatchObject([
          { type: 'Normal', count: 1, eventTime: null, involvedObject: { kind: 'Pod', name: pod } },
        ]);
        const { metadata, firstTimestamp } = body.items[0] as unknown as {
          metadata: { name: string };
          firstTimestamp: string;
        };
        expect(firstTimestamp).toMatch(/:\d\dZ$/);
        expect(Math.floor(namedSecond(metadata.name))).toBe(Date.parse(firstTimestamp) / 1_000);
      });

      it('of the scheduler: microseconds, and no count', async () => {
        await stage.runUnschedulable('nowhere');
        const query = { fieldSelector: 'involvedObject.name=nowhere,reason=FailedScheduling' };
        await expect
          .poll(async () => (await api.get('events', query)).body.items.length, { timeout: 20_000 })
          .toBeGreaterThan(0);
        const [event] = (await api.get('events', query)).body.items;
        expect(event).toMatchObject({
          type: 'Warning',
          firstTimestamp: null,
          eventTime: expect.stringMatching(/\.\d{6}Z$/),
        });
        expect(event).not.toHaveProperty('count');
      });

      it('of the Job controller', async () => {
        const query = { fieldSelector: 'involvedObject.name=grpc-job-1-16,involvedObject.kind=Job' };
        expect((await api.get('events', query)).body.items).toMatchObject([
          { reason: 'SuccessfulCreate', message: `Created pod: ${pod}` },
        ]);
      });
    });

    describe('reads logs', () => {
      const STAMPED = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}(Z|[+-]\d\d:\d\d) /;
      const log = (query: Record<string, string | number | boolean> = {}) => api.text(`pods/${pod}/log`, query);

      it('with nanosecond stamps in order', async () => {
        const { text } = await log({ timestamps: true });
        const lines = text.trimEnd().split('\n');
        expect(lines.map((line) => line.replace(STAMPED, ''))).toEqual(['first', 'second', 'third']);
        expect(lines).toEqual(lines.toSorted());
      });

      it('cut as asked for', async () => {
        expect((await log({ tailLines: 1 })).text).toBe('third\n');
        expect((await log({ limitBytes: 8 })).text).toBe('first\nse');
        expect((await log({ sinceSeconds: 600 })).text).toBe('first\nsecond\nthird\n');
        expect((await log({ sinceTime: '2200-01-01T00:00:00Z' })).text).toBe('');
      });

      it('to the end of the container when it follows', async () => {
        const name = await stage.runJob({ name: 'followed', says: ['hello'] });
        const { rest } = await api.begin(`pods/${name}/log`, { follow: true });
        await stage.remove('Job', 'followed');
        // A kubelet may add words of its own when it finds the container gone; they have neither stamp nor line end.
        expect(await rest).toMatch(/^hello\n(rpc error: code = NotFound .*)?$/);
      });

      it.each([
        ['container=nonsense', 400, /^container nonsense is not valid for pod /],
        ['previous=true', 400, /^previous terminated container "main" in pod ".+" not found$/],
        ['tailLines=-1', 422, /must be greater than or equal to 0$/],
      ])('and answers ?%s with %i', async (query, code, message) => {
        const { status, body } = await api.get(`pods/${pod}/log?${query}`);
        expect(status).toBe(code);
        expect(body.message).toMatch(message);
      });

      it('of a pod that is not there: 404', async () => {
        expect(await api.get('pods/none/log')).toMatchObject({
          status: 404,
          body: { message: 'pods "none" not found' },
        });
      });

      it('of a pod without a node: nothing, 204', async () => {
        await stage.runUnschedulable('still-nowhere');
        expect(await api.text('pods/still-nowhere/log')).toEqual({ status: 204, text: '' });
      });
    });
  });
}

function readerOf({ namespace }: KubernetesStage, kubeconfig: string): KubernetesReader {
  return openReader(
    connectKubernetes({ kubeconfig, inCluster: false, namespace, backendSelector: 'app=backend' }, systemClock),
  );
}

function namedSecond(name: string): number {
  return Number(BigInt(`0x${name.split('.').at(-1)}`) / 1_000_000n) / 1_000;
}
