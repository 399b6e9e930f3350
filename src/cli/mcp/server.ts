import { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { reportJson } from '#bundle/report-json.ts';
import type { Config } from '#config.ts';
import { clean } from '#lib/clean.ts';
import { describeError, ExplainedError } from '#lib/errors.ts';
import { botVersion } from '#lib/version.ts';
import { openEngine, type Tool } from './engine.ts';

interface Described {
  readonly title: string;
  readonly description: string;
  /** What its one argument is. */
  readonly typed: string;
  readonly output?: typeof reportJson;
}

const described = {
  timing: {
    title: 'Start a job and time it',
    description: 'Starts one new job on Focus Server, watches it up to two minutes, and says why it has no consumer.',
    typed: 'environment and name=value, such as: staging channels=1-200 nfft=2048 timeout=60s',
    output: reportJson,
  },
  job: {
    title: 'Look into a job',
    description: 'Says why a job that is there already has no consumer. Starts nothing.',
    typed: 'job id and environment, such as: 19-7 staging',
    output: reportJson,
  },
  logs: {
    title: 'Logs of a job',
    description: 'The most telling log lines of a living job, and the state of its pods, metadata and queue.',
    typed: 'job id, environment and filters, such as: 19-7 staging level=error grep="consumer"',
  },
  status: {
    title: 'Status of an environment',
    description: 'Whether an environment could take a job now, part by part. Starts nothing.',
    typed: 'environment; the default one when empty',
  },
  history: {
    title: 'Past investigations',
    description: 'What past investigations came to, the latest first. Needs the bot’s Redis.',
    typed: 'environment, check or job id, and filters, such as: staging verdict=broken count=20',
  },
  replay: {
    title: 'Judge a recorded investigation again',
    description: 'What today’s rules say of a bundle (.zip) or an evidence file (.json) on this machine.',
    typed: 'the path of the file',
    output: reportJson,
  },
} as const satisfies Record<string, Described>;

/** Makes a server a connection; timing, the one act, is there only where it is allowed. */
export async function createServer(config: Config, allowTiming: boolean): Promise<() => McpServer> {
  const engine = await openEngine(config);
  const names = (Object.keys(described) as (keyof typeof described)[]).filter(
    (name) => allowTiming || name !== 'timing',
  );
  return () => {
    const server = new McpServer({ name: 'focus-bot', version: botVersion() });
    for (const name of names) register(server, name, engine[name]);
    return server;
  };
}

function register(server: McpServer, name: keyof typeof described, tool: Tool): void {
  const { title, description, typed: what, output }: Described = described[name];
  const reads = name !== 'timing';
  const about = {
    ...{ title, description, inputSchema: z.object({ typed: z.string().max(2_000).default('').describe(what) }) },
    ...(output && { outputSchema: output }),
    annotations: { readOnlyHint: reads, destructiveHint: false, idempotentHint: reads, openWorldHint: true },
  };
  server.registerTool(name, about, async ({ typed }, { mcpReq }) => {
    try {
      const { text, data } = await tool(typed, mcpReq.signal);
      return { content: [{ type: 'text', text: clean(text) }], structuredContent: { ...data } };
    } catch (error) {
      const text = error instanceof ExplainedError ? `${error.message}\n${error.advice}` : describeError(error);
      return { isError: true, content: [{ type: 'text', text: clean(text) }] };
    }
  });
}
