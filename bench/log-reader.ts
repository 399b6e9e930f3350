import { createCollector } from '#investigation/log-reading/collect.ts';
import { systemClock as clock } from '#lib/clock.ts';
import { knownRedactor as redactor } from '#lib/redact.ts';
import { logFiles } from '#lookups/logs/log-files.ts';
import { connectKubernetes } from '#probes/kubernetes/client.ts';
import { readLog } from '#probes/logs/read-log.ts';

/** Reads one log as a look-up does, as a process: `node log-reader.ts KUBECONFIG` prints its memory in MB and the seconds it took. */
const [kubeconfig = ''] = process.argv.slice(2);
const settings = { kubeconfig, inCluster: false, namespace: 'panda', backendSelector: 'app=backend' };
const connection = connectKubernetes(settings, clock);
await connection.prepare();
const resident = () => process.memoryUsage().rss / 1e6;
const idle = resident();
let most = idle;
const note = () => {
  most = Math.max(most, resident());
};
const timer = setInterval(note, 20);
const began = performance.now();
const source = { source: 'grpc', pod: 'grpc-job-19-7-8rlgb', container: 'main' } as const;
const collector = createCollector({ passes: () => true });
const run = collector.begin({ ...source, isPrevious: false });
const reading = readLog({ connection, clock, signal: new AbortController().signal, redactor, ...source });
for await (const { lines, notText } of reading) {
  run.add(lines);
  run.addNotText(notText);
  note();
}
const collected = collector.collected();
const files = logFiles(collected);
note();
clearInterval(timer);
const tookS = (performance.now() - began) / 1_000;
process.stdout.write(`${JSON.stringify({ idle, most, tookS, lines: collected.counts.lines, files: files.length })}\n`);
process.exit(0);
