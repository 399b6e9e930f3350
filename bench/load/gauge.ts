import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Loaded into a process of the bot before the bot itself: tells what the process costs, each time it is asked. */
setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');
const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();

process.on('message', (asked) => {
  if (asked === 'collect') collect();
  const { user, system } = process.cpuUsage();
  process.send?.({
    cpuS: (user + system) / 1e6,
    rssMb: process.memoryUsage.rss() / 2 ** 20,
    heapMb: process.memoryUsage().heapUsed / 2 ** 20,
    handles: process.getActiveResourcesInfo().length,
    // The histogram holds the waits themselves: what is beyond its resolution is the delay.
    delayP99Ms: Math.max(0, delay.percentile(99) / 1e6 - 10),
    delayMostMs: Math.max(0, delay.max / 1e6 - 10),
  });
  delay.reset();
});
process.channel?.unref();
