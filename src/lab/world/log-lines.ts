import type { LabJob } from './names.ts';

/** The stamp at the start of a Python log line: UTC, whole seconds. */
export function logStamp(now: number): string {
  return new Date(now).toISOString().replace(/\.\d+Z$/, '+0000');
}

/** The three lines that the backend logs for every job it takes. */
export function acceptedLines({ id }: LabJob, request: object): readonly string[] {
  return [
    `INFO pz.focus_server got configuration: ${JSON.stringify(request)}`,
    `INFO pz.focus_server Running RPC command: python -m baby_analyzer --job-id ${id} --queue-name focus_baby.${id} --port 5000`,
    `INFO pz.focus_server Applied YAML from /tmp/jobs/job-${id}.yml`,
  ];
}

export const noFiberLine =
  'ERROR pz.focus_server Cannot configure job - validation failed: Cannot proceed: Missing required fiber metadata fields: prr';

/** Kubernetes' own words, as the backend logged them. */
export function serviceRefusedLine({ service, nodePort }: LabJob): string {
  return `ERROR pz.focus_server Failed to apply YAML: Service "${service}" is invalid: spec.ports[0].nodePort: Invalid value: ${nodePort}: provided port is already allocated`;
}

export const databaseTimeoutLine =
  'ERROR pz.focus_server pymongo.errors.ServerSelectionTimeoutError: mongodb:27017: [Errno 111] Connection refused, Timeout: 15.0s';

export const analyzerLines = {
  started: [
    'INFO pz.baby_analyzer starting, waiting for configuration',
    'INFO pz.baby_analyzer connecting to RabbitMQ at rabbitmq-panda:5672',
  ],
  queue: (queue: string) => [`INFO pz.baby_analyzer queue ${queue} declared`],
  consumer: ['INFO pz.baby_analyzer consumer attached, streaming'],
  stream: ['INFO pz.baby_analyzer gRPC server listening on 0.0.0.0:5000'],
  brokerRefused: [
    'ERROR pz.baby_analyzer AMQP connection to rabbitmq-panda:5672 failed: [Errno 111] Connection refused, retrying in 3s',
  ],
  loginRefused: [
    'ERROR pz.baby_analyzer AMQP connection to rabbitmq-panda:5672 failed: (403) ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN. For details see the broker logfile., retrying in 3s',
  ],
  blocked: (resource: string) => [`WARNING pz.baby_analyzer AMQP connection blocked by the broker: low on ${resource}`],
  cancelled: ['WARNING pz.baby_analyzer gRPC server unavailable: Cancelling all calls'],
};

export function cleanupLine({ grpcJob, service }: LabJob): string {
  return `INFO cleanup CPU of ${grpcJob} was low 5 times in a row: deleting ${service} and ${grpcJob}`;
}
