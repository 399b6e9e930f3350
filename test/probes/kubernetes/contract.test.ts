import type { Probe } from '#investigation/probe.ts';
import { backendPodsProbe } from '#probes/kubernetes/backend-pods.ts';
import { environmentPartsProbe } from '#probes/kubernetes/environment-parts.ts';
import { eventsProbe } from '#probes/kubernetes/events.ts';
import { jobsProbe } from '#probes/kubernetes/jobs.ts';
import type { KubernetesProbeOptions } from '#probes/kubernetes/options.ts';
import { podsProbe } from '#probes/kubernetes/pods.ts';
import { serviceProbe } from '#probes/kubernetes/service.ts';
import { backendLogsProbe } from '#probes/logs/backend-logs.ts';
import { jobLogsProbe } from '#probes/logs/job-logs.ts';
import { jobLabels, openLabCluster, runningPod } from '../../support/kubernetes-lab-probe.ts';
import { testProbe } from '../../support/probe-contract.ts';
import { subject } from '../../support/subject.ts';

const probes: readonly ((options: KubernetesProbeOptions) => Probe)[] = [
  podsProbe,
  jobsProbe,
  serviceProbe,
  eventsProbe,
  backendPodsProbe,
  jobLogsProbe,
  backendLogsProbe,
  environmentPartsProbe,
];

/** A cluster in which every one of them has something to see. */
async function openWorld(make: (options: KubernetesProbeOptions) => Probe) {
  const { lab, clock, connection, close } = await openLabCluster();
  lab.create(runningPod('grpc-job-19-7-8rlgb', jobLabels));
  lab.create(runningPod('backend-1', { app: 'backend' }));
  lab.event({
    namespace: 'panda',
    type: 'Normal',
    reason: 'Started',
    message: 'Started container main',
    object: { kind: 'Pod', name: 'grpc-job-19-7-8rlgb' },
  });
  lab.log('panda', 'grpc-job-19-7-8rlgb', 'main', 'INFO starting');
  lab.log('panda', 'backend-1', 'main', 'INFO Applied YAML from job-19-7.yml');
  return {
    probe: make({ connection, clock }),
    subject: subject({}, clock),
    setDown: lab.setDown,
    connections: () => lab.connections,
    close,
  };
}

for (const make of probes) testProbe(make.name, { open: () => openWorld(make) });
